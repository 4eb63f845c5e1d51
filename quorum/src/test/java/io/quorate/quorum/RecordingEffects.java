package io.quorate.quorum;

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
}
