package io.quorate.cli;

import io.quorate.client.KeeperException;
import io.quorate.client.Watcher;
import io.quorate.client.ZnodePath;
import io.quorate.client.ZooKeeper;
import io.quorate.jute.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * A znode and all below it, level by level: parents come before their children, siblings in the order of their names. No snapshot:
 * it may change while it is read, and what is gone by then is left out.
 *
 * @param failures of the znodes whose children could not be read
 */
record Subtree(List<String> paths, List<KeeperException> failures) {
    /** So many requests are under way at a time. */
    private static final int WINDOW = 256;

    /** Reads it; each path is also handed over as soon as it is known. Fails if the root of it cannot be read. */
    static Subtree read(ZooKeeper session, String root, Consumer<String> listener)
            throws KeeperException, InterruptedException {
        return read(session, root, null, listener);
    }

    /** As {@link #read(ZooKeeper, String, Consumer)}, down to a depth: 1 for the root and its children. */
    static Subtree read(ZooKeeper session, String root, int depth) throws KeeperException, InterruptedException {
        return read(session, root, depth, null, each -> {});
    }

    /** As {@link #read(ZooKeeper, String, Consumer)}, and watches the list of children of each if the watcher is not null. */
    static Subtree read(ZooKeeper session, String root, Watcher watcher, Consumer<String> listener)
            throws KeeperException, InterruptedException {
        return read(session, root, Integer.MAX_VALUE, watcher, listener);
    }

    private static Subtree read(ZooKeeper session, String root, int depth, Watcher watcher, Consumer<String> listener)
            throws KeeperException, InterruptedException {
        Subtree subtree = new Subtree(new ArrayList<>(), new ArrayList<>());
        List<String> names = session.blocking().getChildren(root, watcher);
        subtree.found(root, listener);
        if (depth <= 0) {
            return subtree;
        }
        List<String> level = subtree.foundChildren(root, names, listener);
        for (int at = 1; at < depth && !level.isEmpty(); at++) {
            List<String> next = new ArrayList<>();
            for (int start = 0; start < level.size(); start += WINDOW) {
                List<String> parents = level.subList(start, Math.min(start + WINDOW, level.size()));
                next.addAll(subtree.readChildren(session, parents, watcher, listener));
            }
            level = next;
        }
        return subtree;
    }

    private List<String> readChildren(
            ZooKeeper session, List<String> parents, Watcher watcher, Consumer<String> listener)
            throws KeeperException, InterruptedException {
        List<CompletableFuture<List<String>>> replies = parents.stream()
                .map(parent -> session.getChildren(parent, watcher))
                .toList();
        List<String> children = new ArrayList<>();
        for (int i = 0; i < parents.size(); i++) {
            try {
                children.addAll(foundChildren(parents.get(i), Waiting.on(replies.get(i)), listener));
            } catch (KeeperException e) {
                if (e.code() == ErrorCode.NO_AUTH) {
                    failures.add(e);
                } else if (e.code() != ErrorCode.NO_NODE) {
                    throw e;
                }
            }
        }
        return children;
    }

    private List<String> foundChildren(String parent, List<String> names, Consumer<String> listener) {
        List<String> children = names.stream()
                .sorted()
                .map(name -> ZnodePath.child(parent, name))
                .toList();
        children.forEach(child -> found(child, listener));
        return children;
    }

    private void found(String path, Consumer<String> listener) {
        paths.add(path);
        listener.accept(path);
    }
}
