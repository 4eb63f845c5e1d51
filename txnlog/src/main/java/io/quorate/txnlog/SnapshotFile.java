package io.quorate.txnlog;

import io.quorate.jute.MalformedRecordException;
import io.quorate.tree.DataTree;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.Executor;

/** One snapshot file: its writing, reading and checking (spec: storage-format §4.1). */
final class SnapshotFile {
    /** What every uncompressed snapshot ends with: the ustring "/". */
    private static final byte[] PLAIN_END = {0, 0, 0, 1, '/'};

    private static final int PLAIN_BYTES_MIN = 10;
    private static final byte[] GZ_MAGIC = {0x1f, (byte) 0x8b};
    private static final byte[] SNAPPY_MAGIC = {(byte) 0x82, 'S', 'N', 'A', 'P', 'P', 'Y', 0};

    private SnapshotFile() {}

    /** A tree read from a file, with what the file says about it. */
    record Loaded(DataTree tree, SnapshotTrailers trailers, long missingAcls) {}

    /** Writes and forces a file, which must not exist. Returns its length in bytes. */
    static long write(Disk disk, Path path, DataTree tree, SnapOptions options) throws IOException {
        try (DiskFile file = disk.create(path)) {
            DiskStreams.Output output = DiskStreams.output(file);
            try (OutputStream out = options.compression().wrap(output)) {
                new SnapshotWriter(out).write(tree, options.lastProcessedTrailer());
            }
            file.force();
            return output.position();
        }
    }

    /**
     * @param ahead see {@link ReadAhead}
     * @throws IOException with the reason if the file is damaged
     */
    static Loaded load(Disk disk, Path directory, DataFileName name, RecoveryOptions options, Executor ahead)
            throws IOException {
        SnapshotDecoder decoder = new SnapshotDecoder(options.hashSeed(), options.treeOptions(), options.lengthLimit());
        SnapshotTrailers trailers = read(disk, directory, name, decoder, ahead);
        try {
            return new Loaded(decoder.build(name.zxid()), trailers, decoder.missingAcls());
        } catch (MalformedRecordException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /**
     * The same of a file of any name.
     *
     * @param zxid of the tree; null: the one in the trailer
     */
    static Loaded load(Disk disk, Path path, SnapCompression compression, Long zxid, RecoveryOptions options)
            throws IOException {
        SnapshotDecoder decoder = new SnapshotDecoder(options.hashSeed(), options.treeOptions(), options.lengthLimit());
        SnapshotTrailers trailers = read(disk, path, compression, decoder, Runnable::run);
        try {
            long named = zxid == null ? Math.max(0, trailers.zxid()) : zxid;
            return new Loaded(decoder.build(named), trailers, decoder.missingAcls());
        } catch (MalformedRecordException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /**
     * Reads everything, checks every seal, and builds nothing.
     *
     * @throws IOException with the reason if the file is damaged
     */
    static SnapshotTrailers check(Disk disk, Path directory, DataFileName name) throws IOException {
        return read(disk, directory, name, SnapshotDecoder.checking(), Runnable::run);
    }

    private static SnapshotTrailers read(
            Disk disk, Path directory, DataFileName name, SnapshotDecoder decoder, Executor executor)
            throws IOException {
        return read(disk, name.in(directory), SnapCompression.ofSuffix(name.suffix()), decoder, executor);
    }

    private static SnapshotTrailers read(
            Disk disk, Path path, SnapCompression compression, SnapshotDecoder decoder, Executor executor)
            throws IOException {
        try (DiskFile file = disk.openForRead(path);
                InputStream in = compression.wrap(DiskStreams.input(file));
                ReadAhead ahead = new ReadAhead(in, executor)) {
            SnapshotReader reader = new SnapshotReader(ahead);
            reader.read(decoder);
            return reader.trailers();
        } catch (MalformedRecordException e) {
            throw new IOException(e.getMessage(), e);
        } catch (EOFException e) {
            throw new IOException("compressed data ends too early", e);
        }
    }

    /** Whether the first and last bytes are those of a snapshot: cheap, and no proof. */
    static boolean looksComplete(Disk disk, Path path) throws IOException {
        try (DiskFile file = disk.openForRead(path)) {
            String name = path.getFileName().toString();
            if (name.endsWith(SnapCompression.GZ.suffix())) {
                return hasBytes(file, 0, GZ_MAGIC);
            }
            if (name.endsWith(SnapCompression.SNAPPY.suffix())) {
                return hasBytes(file, 0, SNAPPY_MAGIC);
            }
            long size = file.size();
            return size >= PLAIN_BYTES_MIN && hasBytes(file, size - PLAIN_END.length, PLAIN_END);
        }
    }

    private static boolean hasBytes(DiskFile file, long position, byte[] expected) throws IOException {
        if (position + expected.length > file.size()) {
            return false;
        }
        ByteBuffer found = ByteBuffer.allocate(expected.length);
        file.readFully(found, position);
        return Arrays.equals(found.array(), expected);
    }
}
