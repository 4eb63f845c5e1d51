package io.quorate.server.session;

import io.quorate.ensemble.EnsembleView;
import io.quorate.jute.quorum.HostPort;
import io.quorate.jute.quorum.Notification;
import io.quorate.jute.quorum.QuorumPacket;
import io.quorate.quorum.Effects;
import io.quorate.quorum.Request;
import io.quorate.tree.DataTree;
import java.util.List;

/** The effects that a server of one has no use for, and that a test of it fails at. */
abstract class AloneEffects implements Effects {
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
    public void handedOver() {}

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
    public void checkLog(long learner, long afterZxid, long throughZxid, double share) {}

    @Override
    public void sendLog(long learner, long afterZxid, long throughZxid) {}

    @Override
    public void sendSnapshot(long learner, DataTree tree) {
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

    private IllegalStateException alone() {
        return new IllegalStateException("an ensemble of one has no other servers");
    }
}
