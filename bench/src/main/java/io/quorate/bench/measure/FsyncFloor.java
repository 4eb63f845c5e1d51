package io.quorate.bench.measure;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * The bare disk: write one small record into a file that has all its blocks, fdatasync, repeat. No server that makes a
 * write durable before it answers can have one session do more writes per second on this disk.
 *
 * @param perSecond records made durable per second
 * @param latencyNanos of each write with its sync
 */
public record FsyncFloor(double perSecond, Histogram latencyNanos) {
    private static final int RECORD_BYTES = 200;
    private static final int FILE_BYTES = 4 << 20;

    /** Runs the loop for {@code seconds} in {@code directory}, and removes its file. */
    public static FsyncFloor measure(Path directory, double seconds) throws IOException {
        Path file = Files.createTempFile(directory, "fsync", ".floor");
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.allocate(FILE_BYTES), 0);
            channel.force(true);
            return loop(channel, seconds);
        } finally {
            Files.delete(file);
        }
    }

    /** One line. */
    public String describe() {
        return "bare fsync loop: %,.0f/s, p50 %,.0f µs, p99 %,.0f µs, p99.9 %,.0f µs"
                .formatted(perSecond, micros(50), micros(99), micros(99.9));
    }

    private double micros(double percent) {
        return latencyNanos.getValueAtPercentile(percent) / 1e3;
    }

    private static FsyncFloor loop(FileChannel channel, double seconds) throws IOException {
        Histogram latency = new Histogram(1, TimeUnit.MINUTES.toNanos(1), 3);
        ByteBuffer block = ByteBuffer.allocateDirect(RECORD_BYTES);
        long begin = System.nanoTime();
        long now = begin;
        long count = 0;
        while (now - begin < seconds * 1e9) {
            block.clear();
            channel.write(block, count * RECORD_BYTES % (FILE_BYTES - RECORD_BYTES));
            channel.force(false);
            long done = System.nanoTime();
            latency.recordValue(done - now);
            now = done;
            count++;
        }
        return new FsyncFloor(count / ((now - begin) / 1e9), latency);
    }
}
