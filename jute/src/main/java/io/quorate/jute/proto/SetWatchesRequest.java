package io.quorate.jute.proto;

import io.quorate.jute.JuteReader;
import io.quorate.jute.JuteWriter;
import java.util.List;

/**
 * The watches of a client that has reconnected (setWatches and setWatches2; spec: client-protocol §8.4). Lists that are null on
 * the wire read as empty.
 *
 * @param relativeZxid the last zxid the client saw
 * @param persistent null in setWatches, which has three lists only
 * @param persistentRecursive null in setWatches
 */
public record SetWatchesRequest(
        long relativeZxid,
        List<String> data,
        List<String> exist,
        List<String> child,
        List<String> persistent,
        List<String> persistentRecursive)
        implements Request {

    public SetWatchesRequest {
        if ((persistent == null) != (persistentRecursive == null)) {
            throw new IllegalArgumentException("persistent lists: one is null (expected: both or none)");
        }
    }

    /** The form with three lists. */
    public SetWatchesRequest(long relativeZxid, List<String> data, List<String> exist, List<String> child) {
        this(relativeZxid, data, exist, child, null, null);
    }

    /** Reads setWatches2. */
    public static SetWatchesRequest read(JuteReader in) {
        return new SetWatchesRequest(
                in.readLong("setWatches.relativeZxid"),
                readPaths("setWatches.data", in),
                readPaths("setWatches.exist", in),
                readPaths("setWatches.child", in),
                readPaths("setWatches.persistent", in),
                readPaths("setWatches.persistentRecursive", in));
    }

    /** Reads setWatches. */
    public static SetWatchesRequest readOldForm(JuteReader in) {
        return new SetWatchesRequest(
                in.readLong("setWatches.relativeZxid"),
                readPaths("setWatches.data", in),
                readPaths("setWatches.exist", in),
                readPaths("setWatches.child", in));
    }

    private static List<String> readPaths(String field, JuteReader in) {
        List<String> paths = in.readStrings(field);
        return paths == null ? List.of() : paths;
    }

    /** Writes setWatches2, or setWatches if there are no persistent lists. */
    @Override
    public void write(JuteWriter out) {
        out.writeLong(relativeZxid);
        out.writeStrings(data);
        out.writeStrings(exist);
        out.writeStrings(child);
        if (persistent != null) {
            out.writeStrings(persistent);
            out.writeStrings(persistentRecursive);
        }
    }
}
