package io.quorate.bench.load;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/**
 * The znode names of a load: {@code <root>/dNNNN/kNNNNNNNNNN}, a thousand keys to a directory as a rule. All names have
 * one length, so a pre-encoded request fits every key.
 */
final class KeySpace {
    static final int KEYS_PER_DIRECTORY = 1000;
    private static final int DIRECTORY_DIGITS = 4;
    private static final int KEY_DIGITS = 10;

    private final String root;
    private final int keys;
    private final int keysPerDirectory;
    private final int pathLength;

    KeySpace(String root, int keys) {
        this(root, keys, KEYS_PER_DIRECTORY);
    }

    private KeySpace(String root, int keys, int keysPerDirectory) {
        this.root = root;
        this.keys = keys;
        this.keysPerDirectory = keysPerDirectory;
        this.pathLength = path(0).getBytes(StandardCharsets.UTF_8).length;
    }

    /** The keys of a load, in one directory if that is what is read. */
    static KeySpace of(Workload load) {
        return new KeySpace(load.root(), load.keys(), load.op() == Op.CHILDREN ? load.keys() : KEYS_PER_DIRECTORY);
    }

    String root() {
        return root;
    }

    int keys() {
        return keys;
    }

    int directories() {
        return (keys + keysPerDirectory - 1) / keysPerDirectory;
    }

    String directory(int index) {
        return "%s/d%04d".formatted(root, index);
    }

    String path(int key) {
        return "%s/k%010d".formatted(directory(key / keysPerDirectory), key);
    }

    /** Bytes of the last part of every path. */
    int nameLength() {
        return "k".length() + KEY_DIGITS;
    }

    /** Bytes of every path. */
    int pathLength() {
        return pathLength;
    }

    /** Overwrites the digits of the path whose first byte is at {@code pathAt}, so that it names {@code key}. */
    void patch(ByteBuf frame, int pathAt, int key) {
        int end = pathAt + pathLength;
        patchDigits(frame, end, KEY_DIGITS, key);
        patchDigits(frame, end - KEY_DIGITS - "/k".length(), DIRECTORY_DIGITS, key / keysPerDirectory);
    }

    private static void patchDigits(ByteBuf frame, int end, int count, int value) {
        int rest = value;
        for (int at = end - 1; at >= end - count; at--) {
            frame.setByte(at, '0' + rest % 10);
            rest /= 10;
        }
    }
}
