package io.quorate.quorum;

import io.quorate.ensemble.EnsembleView;
import io.quorate.jute.quorum.HostPort;
import io.quorate.jute.quorum.Notification;
import io.quorate.jute.quorum.QuorumPacket;
import io.quorate.tree.DataTree;
import java.util.ArrayList;
import java.util.List;

/** Writes down what the core does to the world, in order. */
final class RecordingEffects implements Effects {
    final List<Proposal> appended = new ArrayList<>();
    final List<Proposal> published = new ArrayList<>();
    final List<Request> synced = new ArrayList<>();
    final List<DataTree> snapshots = new ArrayList<>();
    final List<String> story = new ArrayList<>();
    boolean handedOver;

    @Override
    public void append(List<Proposal> proposals) {
        appended.addAll(proposals);
        story.add("append " + proposals.size());
    }

    @Override
    public void rollLog() {
        story.add("roll");
    }

    @Override
    public void saveSnapshot(DataTree tree) {
        snapshots.add(tree);
        story.add("snapshot 0x" + Long.toHexString(tree.lastZxid()));
    }

    @Override
    public void publish(List<Proposal> committed) {
        published.addAll(committed);
        story.add("publish " + committed.size());
    }

    @Override
    public void reopened(Reopen reopen, boolean valid) {
        story.add("reopened " + valid);
    }

    @Override
    public void synced(Request sync) {
        synced.add(sync);
        story.add("synced " + sync.cxid());
    }

    @Override
    public void storeAcceptedEpoch(long epoch) {
        throw alone();
    }

    @Override
    public void storeCurrentEpoch(long epoch) {
        throw alone();
    }

    @Override
    public void storeConfigurations(EnsembleView view) {
        throw alone();
    }

    @Override
    public void truncate(long zxid) {
        throw alone();
    }

    @Override
    public void install(DataTree tree) {
        throw alone();
    }

    @Override
    public void serve(DataTree tree) {
        throw alone();
    }

    @Override
    public void serveReadOnly(DataTree tree) {
        throw alone();
    }

    @Override
    public void opened(Request create, long sessionId) {
        throw alone();
    }

    @Override
    public void ended(long sessionId, Request close) {
        throw alone();
    }

    @Override
    public void holdClients() {
        throw alone();
    }

    @Override
    public void resumeClients(DataTree tree) {
        throw alone();
    }

    @Override
    public void handedOver() {
        handedOver = true;
    }

    @Override
    public void stopServing() {
        throw alone();
    }

    @Override
    public void notify(long sid, Notification notification) {
        throw alone();
    }

    @Override
    public void ensembleChanged(EnsembleView view) {
        throw alone();
    }

    @Override
    public void connectLeader(long connection, long sid, List<HostPort> addresses) {
        throw alone();
    }

    @Override
    public void toLeader(long connection, QuorumPacket packet) {
        throw alone();
    }

    @Override
    public void serveObservers(boolean serves) {
        throw alone();
    }

    @Override
    public void closeLeader(long connection) {
        throw alone();
    }

    @Override
    public void toLearners(List<Long> learners, List<QuorumPacket> packets) {
        throw alone();
    }

    @Override
    public void sendSnapshot(long learner, DataTree tree) {
        throw alone();
    }

    @Override
    public void checkLog(long learner, long afterZxid, long throughZxid, double share) {
        throw alone();
    }

    @Override
    public void sendLog(long learner, long afterZxid, long throughZxid) {
        throw alone();
    }

    @Override
    public void closeLearner(long learner, String reason) {
        throw alone();
    }

    @Override
    public void tell(String sentence) {
        throw alone();
    }

    private static IllegalStateException alone() {
        return new IllegalStateException("an ensemble of one has no other servers");
    }
}
