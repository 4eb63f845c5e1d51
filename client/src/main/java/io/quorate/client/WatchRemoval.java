package io.quorate.client;

import io.quorate.client.WatchRegistry.Kind;
import io.quorate.jute.ErrorCode;
import io.quorate.jute.OpCode;
import io.quorate.jute.proto.WatchesRequest;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * The wish to remove watchers from a path (spec: client-protocol §8.5).
 *
 * @param path as the client names it
 * @param watcher null for all
 * @param evenIfOffline whether the answer of a server does not matter
 * @param result fails with NoWatcher if there is nothing to remove
 */
record WatchRemoval(
        String path,
        String serverPath,
        Watcher watcher,
        WatcherType type,
        boolean evenIfOffline,
        CompletableFuture<Void> result) {

    WatchRemoval(String path, String serverPath, Watcher watcher, WatcherType type, boolean evenIfOffline) {
        this(path, serverPath, watcher, type, evenIfOffline, new CompletableFuture<>());
    }

    /**
     * The call to be sent, whose end is that of the removal unless the server does not matter; null if there is none.
     *
     * @param connected whether there is a server to tell
     */
    Call<Void> begin(WatchRegistry watches, Callbacks callbacks, boolean connected) {
        if (!isPresent(watches)) {
            callbacks.fail(result, KeeperException.of(ErrorCode.NO_WATCHER, path));
            return null;
        }
        Call<Void> call = call(watches, callbacks);
        if (!evenIfOffline) {
            Futures.forward(call.future(), result);
            return call;
        }
        takeOut(watches, callbacks);
        return connected ? call : null;
    }

    /**
     * Tells who does not care for the server's answer, once the call is under way and not before: they may at once ask for a new
     * watch, which must not be sent before the removal.
     */
    void begun(Callbacks callbacks) {
        if (evenIfOffline) {
            callbacks.complete(result, null);
        }
    }

    private boolean isPresent(WatchRegistry watches) {
        return kinds().stream()
                .map(kind -> watches.watchers(kind, serverPath))
                .anyMatch(present -> watcher == null ? !present.isEmpty() : present.contains(watcher));
    }

    /**
     * The call that tells the server, and takes the watchers out once it has agreed. The server keeps one watch for all watchers
     * of this client: as long as others need it, it is only asked whether it is there.
     */
    private Call<Void> call(WatchRegistry watches, Callbacks callbacks) {
        int opCode = othersStay(watches) ? OpCode.CHECK_WATCHES : OpCode.REMOVE_WATCHES;
        return new Call<Void>(opCode, new WatchesRequest(serverPath, type.code()), path, body -> null)
                .onSuccess((registry, code) -> takeOut(registry, callbacks));
    }

    /** Takes the watchers out and tells them. */
    private void takeOut(WatchRegistry watches, Callbacks callbacks) {
        Map<WatchedEvent.Type, List<Watcher>> removed = new EnumMap<>(WatchedEvent.Type.class);
        for (Kind kind : kinds()) {
            List<Watcher> some = watches.remove(kind, serverPath, watcher);
            removed.merge(eventType(kind), some, WatchRemoval::union);
        }
        removed.forEach((eventType, watchers) -> callbacks.deliver(
                new WatchedEvent(eventType, WatchedEvent.State.SYNC_CONNECTED, path, WatchedEvent.NO_ZXID), watchers));
    }

    private boolean othersStay(WatchRegistry watches) {
        return watcher != null
                && kinds().stream()
                        .flatMap(kind -> watches.watchers(kind, serverPath).stream())
                        .anyMatch(each -> each != watcher);
    }

    private List<Kind> kinds() {
        return switch (type) {
            case CHILDREN -> List.of(Kind.CHILD);
            case DATA -> List.of(Kind.DATA, Kind.EXIST);
            case ANY -> List.of(Kind.values());
            case PERSISTENT -> List.of(Kind.PERSISTENT);
            case PERSISTENT_RECURSIVE -> List.of(Kind.PERSISTENT_RECURSIVE);
        };
    }

    private static WatchedEvent.Type eventType(Kind kind) {
        return switch (kind) {
            case DATA, EXIST -> WatchedEvent.Type.DATA_WATCH_REMOVED;
            case CHILD -> WatchedEvent.Type.CHILD_WATCH_REMOVED;
            case PERSISTENT, PERSISTENT_RECURSIVE -> WatchedEvent.Type.PERSISTENT_WATCH_REMOVED;
        };
    }

    private static List<Watcher> union(List<Watcher> some, List<Watcher> more) {
        return Stream.concat(some.stream(), more.stream()).distinct().toList();
    }
}
