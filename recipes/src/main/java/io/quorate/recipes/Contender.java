package io.quorate.recipes;

import io.quorate.client.CreateMode;
import io.quorate.client.CreatedNode;
import io.quorate.client.WatchedEvent;
import io.quorate.client.Watcher;
import io.quorate.client.WatcherType;
import io.quorate.client.ZnodePath;
import io.quorate.client.ZooKeeper;
import io.quorate.jute.ErrorCode;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/**
 * One place in a line of ephemeral sequential znodes, from its creation until it is its turn. The kernel of locks, semaphores,
 * elections and of everything else that stands in line.
 *
 * <p>The znode's name starts with an id of its own. When the answer to the creation is lost with the connection, the znode is looked for
 * by that id, after a sync, in the list that any server has then; so there is never a second one that nobody knows of. Creation
 * and the first look at the line are sent together, which saves a round trip. A contender that gives up deletes its znode,
 * however long that takes.
 */
final class Contender {
    private final Session session;
    private final ZooKeeper zk;
    private final String parent;
    private final String kind;
    private final byte[] data;
    private final Line.Rule rule;
    private final String id = UUID.randomUUID().toString();
    private final CompletableFuture<Optional<Grant>> result = new CompletableFuture<>();
    private final Watcher watcher = this::onEvent;
    private final Runnable atEnd = this::onSessionOver;
    /** The number to take a place with that is somebody's already; null for the end of the line. */
    private final String place;

    /** Guarded by this, as all that follows. */
    private String name;

    private long czxid;
    private boolean decided;
    /** The path that the watcher is set on; null if there is none. */
    private String watched;

    private WatcherType watchedType;
    /** Whether it has been told to leave if it has to wait, and whether it has to. */
    private boolean impatient;

    private boolean waits;

    private Contender(Session session, String parent, String kind, byte[] data, Line.Rule rule, String place) {
        this.session = session;
        this.zk = session.zk();
        this.parent = parent;
        this.kind = kind;
        this.data = data;
        this.rule = rule;
        this.place = place;
    }

    /** Takes the last place of a line. */
    static Contender join(Session session, String parent, String kind, byte[] data, Line.Rule rule) {
        return started(new Contender(session, parent, kind, data, rule, null));
    }

    /** Takes the place that has this number, of ten digits; it has to be one's own. */
    static Contender joinAt(Session session, String parent, String kind, byte[] data, Line.Rule rule, String digits) {
        return started(new Contender(session, parent, kind, data, rule, digits));
    }

    private static Contender started(Contender contender) {
        contender.session.atEnd(contender.atEnd);
        contender.create();
        return contender;
    }

    /** The grant once it is this one's turn; empty if it gave up before. Fails when the session is lost before. */
    CompletableFuture<Optional<Grant>> result() {
        return result;
    }

    /** Leaves the line unless it is this one's turn already. */
    void giveUp() {
        String mine;
        synchronized (this) {
            if (decided) {
                return;
            }
            decided = true;
            mine = name;
        }
        session.notAtEnd(atEnd);
        leave(mine);
        result.complete(Optional.empty());
    }

    /** Takes its turn if it is that at once, and leaves the line otherwise. */
    void giveUpUnlessFirst() {
        boolean late;
        synchronized (this) {
            impatient = true;
            late = waits;
        }
        if (late) {
            giveUp();
        }
    }

    private void onSessionOver() {
        session.over().whenComplete((none, why) -> fail(why));
    }

    private void create() {
        String prefix = ZnodePath.child(parent, SequencedName.protect(id, kind));
        CompletableFuture<CreatedNode> created = place == null
                ? zk.createWithStat(prefix, data, session.owner().acl(), CreateMode.EPHEMERAL_SEQUENTIAL)
                : zk.createWithStat(prefix + place, data, session.owner().acl(), CreateMode.EPHEMERAL);
        CompletableFuture<List<String>> names = zk.getChildren(parent);
        created.whenComplete((node, failure) -> {
            if (failure == null) {
                if (stand(node.path(), node.stat().czxid())) {
                    names.whenComplete(this::look);
                }
            } else {
                onCreationFailed(failure);
            }
        });
    }

    private void onCreationFailed(Throwable failure) {
        switch (Calls.code(failure)) {
            case NO_NODE -> Calls.make(session, parent, CreateMode.CONTAINER).whenComplete((made, cause) -> {
                if (cause == null) {
                    create();
                } else {
                    fail(cause);
                }
            });
            case CONNECTION_LOSS -> onCreationUnknown();
            default -> fail(failure);
        }
    }

    private void onCreationUnknown() {
        boolean leaves;
        synchronized (this) {
            leaves = impatient;
        }
        if (leaves) {
            giveUp();
        }
        // Also when nobody waits any more: the znode must not stay.
        findMine();
    }

    /** The creation may have happened: after the sync the server that answers knows. */
    private void findMine() {
        CompletableFuture<List<String>> names = Calls.retry(session, () -> {
            CompletableFuture<Void> synced = zk.sync(parent);
            return synced.thenCombine(zk.getChildren(parent), (none, children) -> children);
        });
        names.whenComplete((children, failure) -> {
            if (failure != null && Calls.code(failure) != ErrorCode.NO_NODE) {
                fail(failure);
                return;
            }
            Optional<String> mine = failure != null
                    ? Optional.empty()
                    : children.stream()
                            .filter(each -> SequencedName.isOf(each, id))
                            .findFirst();
            if (mine.isEmpty()) {
                createAgain();
            } else {
                found(ZnodePath.child(parent, mine.get()));
            }
        });
    }

    private void createAgain() {
        synchronized (this) {
            if (decided) {
                return;
            }
        }
        create();
    }

    private void found(String path) {
        Calls.retry(session, () -> zk.exists(path)).whenComplete((stat, failure) -> {
            if (failure != null) {
                fail(failure);
            } else if (stat.isEmpty()) {
                createAgain();
            } else if (stand(path, stat.get().czxid())) {
                look();
            }
        });
    }

    /** Whether to go on: not if it gave up meanwhile. */
    private boolean stand(String path, long created) {
        synchronized (this) {
            name = path.substring(path.lastIndexOf('/') + 1);
            czxid = created;
            if (!decided) {
                return true;
            }
        }
        leave(path.substring(path.lastIndexOf('/') + 1));
        return false;
    }

    private void look() {
        Calls.retry(session, () -> zk.getChildren(parent)).whenComplete(this::look);
    }

    private void look(List<String> names, Throwable failure) {
        if (failure != null) {
            if (Calls.code(failure) == ErrorCode.CONNECTION_LOSS) {
                look();
            } else {
                fail(failure);
            }
            return;
        }
        List<SequencedName> line = SequencedName.line(names, rule.kinds());
        Optional<SequencedName> me = line.stream()
                .filter(each -> SequencedName.isOf(each.name(), id))
                .findFirst();
        if (me.isEmpty()) {
            onDeletedByOthers();
            return;
        }
        Line.Turn turn = rule.turn(line, me.get());
        if (turn instanceof Line.Turn.After after) {
            waitFor(after.name());
        } else if (turn instanceof Line.Turn.AfterAny) {
            waitForAny();
        } else {
            grant();
        }
    }

    /** Somebody has removed the znode, as an operator may: there is no place any more. */
    private void onDeletedByOthers() {
        zk.getData(ZnodePath.child(parent, nameNow())).whenComplete((present, failure) -> {
            if (failure != null) {
                fail(failure);
            } else {
                look();
            }
        });
    }

    private synchronized String nameNow() {
        return name;
    }

    private void waitFor(String blocker) {
        String path = ZnodePath.child(parent, blocker);
        if (!watching(path, WatcherType.DATA)) {
            return;
        }
        zk.getData(path, watcher).whenComplete((present, failure) -> {
            if (failure == null) {
                forgetIfDecided(path);
            } else if (Calls.code(failure) == ErrorCode.NO_NODE || Calls.code(failure) == ErrorCode.CONNECTION_LOSS) {
                look();
            } else {
                fail(failure);
            }
        });
    }

    /** Only one of a line waits in this way, so a change wakes one. */
    private void waitForAny() {
        if (!watching(parent, WatcherType.CHILDREN)) {
            return;
        }
        zk.getChildren(parent, watcher).whenComplete((names, failure) -> {
            if (failure != null) {
                look(null, failure);
                return;
            }
            List<SequencedName> line = SequencedName.line(names, rule.kinds());
            line.stream()
                    .filter(each -> SequencedName.isOf(each.name(), id))
                    .filter(me -> rule.turn(line, me) instanceof Line.Turn.Now)
                    .findFirst()
                    .ifPresent(me -> grant());
            forgetIfDecided(parent);
        });
    }

    /** Whether to wait for a change there. */
    private boolean watching(String path, WatcherType type) {
        boolean leaves;
        synchronized (this) {
            waits = true;
            leaves = impatient;
            if (!leaves) {
                watched = path;
                watchedType = type;
                return !decided;
            }
        }
        giveUp();
        return false;
    }

    /** A watch that was set while it gave up. */
    private void forgetIfDecided(String path) {
        synchronized (this) {
            if (!decided) {
                return;
            }
        }
        forget(path);
    }

    private void onEvent(WatchedEvent event) {
        switch (event.type()) {
            case NODE_DELETED, NODE_DATA_CHANGED, NODE_CHILDREN_CHANGED, NODE_CREATED -> {
                synchronized (this) {
                    watched = null;
                    if (decided) {
                        return;
                    }
                }
                look();
            }
            default -> {
                // After a disconnect the client sets the watch again and makes up for what was missed.
            }
        }
    }

    private void grant() {
        Grant granted;
        synchronized (this) {
            if (decided) {
                return;
            }
            decided = true;
            granted = new Grant(session, ZnodePath.child(parent, name), czxid);
        }
        session.notAtEnd(atEnd);
        if (!result.complete(Optional.of(granted))) {
            granted.release();
        }
    }

    private void fail(Throwable failure) {
        String mine;
        synchronized (this) {
            if (decided) {
                return;
            }
            decided = true;
            mine = name;
        }
        session.notAtEnd(atEnd);
        leave(mine);
        result.completeExceptionally(Calls.unwrap(failure));
    }

    /** @param mine null if it is not known yet: then whoever learns of it deletes it */
    private void leave(String mine) {
        String path;
        synchronized (this) {
            path = watched;
            watched = null;
        }
        if (path != null) {
            forget(path);
        }
        if (mine != null) {
            Calls.delete(session, ZnodePath.child(parent, mine));
        }
    }

    /** So that the server does not wake somebody who does not wait any more. */
    private void forget(String path) {
        if (session.mayAnswer()) {
            zk.forgetWatches(path, watcher, watchedType);
        }
    }

    /** For messages. */
    @Override
    public String toString() {
        return parent + "/" + nameNow();
    }
}
