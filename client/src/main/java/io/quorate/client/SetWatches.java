package io.quorate.client;

import io.quorate.client.WatchRegistry.Kind;
import io.quorate.jute.OpCode;
import io.quorate.jute.proto.SetWatchesRequest;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The requests that arm a session's watches at the server it has moved to, none of them too long for a server (spec:
 * client-protocol §8.4).
 */
final class SetWatches {
    /** A request is full when its paths have so many characters. Servers accept eight times as many bytes. */
    static final int BATCH_CHARS_MAX = 128 * 1024;

    private final long relativeZxid;
    private final List<SetWatchesRequest> requests = new ArrayList<>();
    private final Map<Kind, List<String>> batch = new EnumMap<>(Kind.class);
    private int batchChars;

    private SetWatches(long relativeZxid) {
        this.relativeZxid = relativeZxid;
        startBatch();
    }

    /**
     * The requests for all watches of a session.
     *
     * @param relativeZxid the server makes up for the events of one-time watches from later changes
     */
    static List<SetWatchesRequest> requests(WatchRegistry watches, long relativeZxid) {
        SetWatches builder = new SetWatches(relativeZxid);
        for (Kind kind : Kind.values()) {
            watches.paths(kind).forEach(path -> builder.add(kind, path));
        }
        builder.endBatch();
        return builder.requests;
    }

    /** The operation a request belongs to. The older of the two is used where it will do: servers before 3.6 know no other. */
    static int opCode(SetWatchesRequest request) {
        return request.persistent() == null ? OpCode.SET_WATCHES : OpCode.SET_WATCHES2;
    }

    private void add(Kind kind, String path) {
        if (batchChars > 0 && batchChars + path.length() > BATCH_CHARS_MAX) {
            endBatch();
            startBatch();
        }
        batch.get(kind).add(path);
        batchChars += path.length();
    }

    private void startBatch() {
        for (Kind kind : Kind.values()) {
            batch.put(kind, new ArrayList<>());
        }
        batchChars = 0;
    }

    private void endBatch() {
        if (batchChars == 0) {
            return;
        }
        List<String> data = batch.get(Kind.DATA);
        List<String> exist = batch.get(Kind.EXIST);
        List<String> child = batch.get(Kind.CHILD);
        List<String> persistent = batch.get(Kind.PERSISTENT);
        List<String> recursive = batch.get(Kind.PERSISTENT_RECURSIVE);
        boolean lasting = !persistent.isEmpty() || !recursive.isEmpty();
        requests.add(
                lasting
                        ? new SetWatchesRequest(relativeZxid, data, exist, child, persistent, recursive)
                        : new SetWatchesRequest(relativeZxid, data, exist, child));
    }
}
