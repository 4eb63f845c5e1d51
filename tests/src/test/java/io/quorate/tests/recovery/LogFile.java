package io.quorate.tests.recovery;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A transaction log as a file to damage: where its records begin and end (spec: storage-format §2.1). */
final class LogFile {
    private static final int HEADER_BYTES = 16;
    private static final int RECORD_OVERHEAD_BYTES = 8 + 4 + 1;
    private static final int TXN_OFFSET = 8 + 4;

    private final Path path;
    private final List<Integer> starts = new ArrayList<>();
    private int end = HEADER_BYTES;

    private LogFile(Path path) throws IOException {
        this.path = path;
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(path));
        while (end + RECORD_OVERHEAD_BYTES <= bytes.limit() && bytes.getInt(end + 8) > 0) {
            starts.add(end);
            end += RECORD_OVERHEAD_BYTES + bytes.getInt(end + 8);
        }
    }

    /** The log with the highest first zxid. */
    static LogFile newest(Path versionDir) throws IOException {
        try (Stream<Path> files = Files.list(versionDir)) {
            return new LogFile(files.filter(LogFile::isLog)
                    .max(Comparator.comparingLong(LogFile::firstZxid))
                    .orElseThrow(() -> new IOException("no log in " + versionDir)));
        }
    }

    Path path() {
        return path;
    }

    int records() {
        return starts.size();
    }

    int recordStart(int record) {
        return starts.get(record);
    }

    /** Where the first {@code count} records end. */
    int recordEnd(int count) {
        return count == starts.size() ? end : starts.get(count);
    }

    /** Where the bytes of a record's transaction begin, behind its checksum and length. */
    int txnStart(int record) {
        return starts.get(record) + TXN_OFFSET;
    }

    /** All bytes of a record. */
    byte[] record(int record) throws IOException {
        return Arrays.copyOfRange(Files.readAllBytes(path), recordStart(record), recordEnd(record + 1));
    }

    void truncate(int length) throws IOException {
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.WRITE)) {
            file.truncate(length);
        }
    }

    void overwrite(int position, byte[] bytes) throws IOException {
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.wrap(bytes), position);
        }
    }

    byte at(int position) throws IOException {
        return Files.readAllBytes(path)[position];
    }

    private static boolean isLog(Path file) {
        return file.getFileName().toString().matches("log\\.[0-9a-f]+");
    }

    private static long firstZxid(Path file) {
        return Long.parseUnsignedLong(file.getFileName().toString().substring("log.".length()), 16);
    }
}
