package io.quorate.watch;

import io.quorate.jute.ErrorCode;
import io.quorate.jute.proto.AddWatchRequest;
import io.quorate.jute.proto.SetWatchesRequest;
import io.quorate.jute.proto.WatchesRequest;
import io.quorate.tree.AclList;
import io.quorate.tree.DataNode;
import io.quorate.tree.DataTree;
import java.util.List;

/**
 * The requests that work on a watch table and need at most a look at the tree (spec: client-protocol §8.2-8.5). None of
 * them checks an ACL. Each returns the error code of the reply, 0 for success.
 */
public final class WatchRequests {
    private WatchRequests() {}

    /** addWatch: neither the node's existence nor its ACL matter. The reply's body is one int, 0. */
    public static <W> int addWatch(WatchTable<W> table, W watcher, AddWatchRequest request) {
        WatchMode mode = WatchMode.ofAddWatch(request.mode());
        if (mode == null || request.path() == null) {
            return ErrorCode.MARSHALLING_ERROR.code();
        }
        table.add(request.path(), watcher, mode);
        return 0;
    }

    /** checkWatches: whether the watcher has such a watch. */
    public static <W> int checkWatches(WatchTable<W> table, W watcher, WatchesRequest request) {
        WatcherType type = WatcherType.of(request.type());
        if (type == null) {
            return ErrorCode.MARSHALLING_ERROR.code();
        }
        return table.contains(request.path(), watcher, type) ? 0 : ErrorCode.NO_WATCHER.code();
    }

    /** removeWatches: removes them and sends no event. */
    public static <W> int removeWatches(WatchTable<W> table, W watcher, WatchesRequest request) {
        WatcherType type = WatcherType.of(request.type());
        if (type == null) {
            return ErrorCode.MARSHALLING_ERROR.code();
        }
        return table.remove(request.path(), watcher, type) ? 0 : ErrorCode.NO_WATCHER.code();
    }

    /**
     * setWatches and setWatches2, sent by a client that has reconnected: each watch whose node changed while the client
     * was away is answered with an event now, the others are registered (spec: client-protocol §8.4). The events carry
     * zxid -1 and come before the reply.
     *
     * @param view the tree as it is now
     * @param sink is handed {@link AclList#OPEN}: these events are not filtered
     */
    public static <W> int setWatches(
            WatchTable<W> table, W watcher, DataTree view, SetWatchesRequest request, WatchSink<? super W> sink) {
        if (hasNull(request)) {
            return ErrorCode.MARSHALLING_ERROR.code();
        }
        long seenZxid = request.relativeZxid();
        for (String path : request.data()) {
            DataNode node = view.find(path);
            if (node == null) {
                tell(sink, watcher, EventType.NODE_DELETED, path);
            } else if (node.mzxid() > seenZxid) {
                tell(sink, watcher, EventType.NODE_DATA_CHANGED, path);
            } else {
                table.add(path, watcher, WatchMode.DATA);
            }
        }
        for (String path : request.exist()) {
            if (view.find(path) != null) {
                tell(sink, watcher, EventType.NODE_CREATED, path);
            } else {
                table.add(path, watcher, WatchMode.DATA);
            }
        }
        for (String path : request.child()) {
            DataNode node = view.find(path);
            if (node == null) {
                tell(sink, watcher, EventType.NODE_DELETED, path);
            } else if (node.pzxid() > seenZxid) {
                tell(sink, watcher, EventType.NODE_CHILDREN_CHANGED, path);
            } else {
                table.add(path, watcher, WatchMode.CHILD);
            }
        }
        addAll(table, watcher, request.persistent(), WatchMode.PERSISTENT);
        addAll(table, watcher, request.persistentRecursive(), WatchMode.PERSISTENT_RECURSIVE);
        return 0;
    }

    private static <W> void addAll(WatchTable<W> table, W watcher, List<String> paths, WatchMode mode) {
        for (String path : listOf(paths)) {
            table.add(path, watcher, mode);
        }
    }

    private static boolean hasNull(SetWatchesRequest request) {
        for (List<String> paths : List.of(
                request.data(),
                request.exist(),
                request.child(),
                listOf(request.persistent()),
                listOf(request.persistentRecursive()))) {
            for (String path : paths) {
                if (path == null) {
                    return true;
                }
            }
        }
        return false;
    }

    private static <W> void tell(WatchSink<? super W> sink, W watcher, int eventType, String path) {
        sink.deliver(watcher, eventType, path, AclList.OPEN);
    }

    /** setWatches has no lists of persistent ones. */
    private static List<String> listOf(List<String> paths) {
        return paths == null ? List.of() : paths;
    }
}
