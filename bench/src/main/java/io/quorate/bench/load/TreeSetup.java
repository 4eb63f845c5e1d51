package io.quorate.bench.load;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;

/**
 * The requests that make the tree a load needs: root, directories and, if the load uses existing keys, the keys with
 * data of the right size. Nodes left by an earlier run are taken over: their NodeExists is no mistake; nor is NoNode when
 * leftovers are deleted.
 */
final class TreeSetup implements RequestSource {
    private final KeySpace keys;
    private final Queue<String> directories;
    private final List<FrameTemplate> perKey;
    private long next;

    TreeSetup(Workload load, KeySpace keys) {
        this.keys = keys;
        this.directories = directories(keys);
        this.perKey = keyFrames(load, keys);
    }

    @Override
    public int next(ByteBuf out, int xid) {
        if (!directories.isEmpty()) {
            String path = directories.remove();
            out.writeBytes(FrameTemplate.createFrame(xid, path));
            return Integer.BYTES + path.getBytes(StandardCharsets.UTF_8).length;
        }
        if (next == (long) keys.keys() * perKey.size()) {
            return EXHAUSTED;
        }
        FrameTemplate frame = perKey.get((int) (next % perKey.size()));
        frame.write(out, xid, (int) (next / perKey.size()));
        next++;
        return frame.replyBodyBytes();
    }

    /** Every ancestor of the keys, parents first. */
    private static Queue<String> directories(KeySpace keys) {
        Queue<String> paths = new ArrayDeque<>();
        String root = keys.root();
        for (int slash = root.indexOf('/', 1); slash > 0; slash = root.indexOf('/', slash + 1)) {
            paths.add(root.substring(0, slash));
        }
        paths.add(root);
        for (int i = 0; i < keys.directories(); i++) {
            paths.add(keys.directory(i));
        }
        return paths;
    }

    /**
     * What happens to every key. A create may meet an older node with data of another size, so the data is set as well;
     * a churn that was stopped leaves nodes that would be in the next one's way.
     */
    private static List<FrameTemplate> keyFrames(Workload load, KeySpace keys) {
        byte[] data = RequestSource.payload(load.sizeBytes());
        return switch (load.op()) {
            case SET, GET, MIXED, DELETE -> List.of(
                    FrameTemplate.create(keys, data, 0), FrameTemplate.set(keys, data, 0));
            case CHURN, EPHEMERAL -> List.of(FrameTemplate.delete(keys, 0));
            case CHILDREN -> List.of(FrameTemplate.create(keys, data, 0));
            case CREATE -> List.of();
        };
    }
}
