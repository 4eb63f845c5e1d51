package io.quorate.txnlog.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** The names in one simulated directory: as programs see them, as they are on the medium, and what lies between. */
final class SimDirectory {
    private final TreeMap<String, SimInode> seen = new TreeMap<>();
    private final TreeMap<String, SimInode> durable = new TreeMap<>();
    private final List<Change> pending = new ArrayList<>();

    /** One change of names that happens at one instant. Either name may be null. */
    private record Change(String removed, String added, SimInode inode) {
        void applyTo(TreeMap<String, SimInode> names) {
            if (removed != null) {
                names.remove(removed);
            }
            if (added != null) {
                names.put(added, inode);
            }
        }
    }

    SimInode get(String name) {
        return seen.get(name);
    }

    List<String> names() {
        return new ArrayList<>(seen.keySet());
    }

    List<SimInode> inodes() {
        return new ArrayList<>(seen.values());
    }

    void add(String name, SimInode inode) {
        change(new Change(null, name, inode));
    }

    void remove(String name) {
        change(new Change(name, null, null));
    }

    void rename(String from, String to) {
        change(new Change(from, to, seen.get(from)));
    }

    void force() {
        durable.clear();
        durable.putAll(seen);
        pending.clear();
    }

    /** Keeps any beginning of the changes since the last force, or any part of them. */
    void crash(SplittableRandom random) {
        boolean ordered = random.nextBoolean();
        int kept = random.nextInt(pending.size() + 1);
        for (int i = 0; i < pending.size(); i++) {
            if (ordered ? i < kept : random.nextBoolean()) {
                pending.get(i).applyTo(durable);
            }
        }
        pending.clear();
        seen.clear();
        seen.putAll(durable);
        for (SimInode inode : seen.values()) {
            inode.crash(random);
        }
    }

    private void change(Change change) {
        change.applyTo(seen);
        pending.add(change);
    }
}
