package io.quorate.txnlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Random;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.zip.Adler32;
import org.junit.jupiter.api.Test;

class ReadAheadTest {
    private static byte[] someBytes(int count, long seed) {
        byte[] bytes = new byte[count];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private static long adler(byte[] bytes, int from, int to) {
        Adler32 adler = new Adler32();
        adler.update(bytes, from, to - from);
        return adler.getValue();
    }

    private static void readsAll(byte[] expected, Executor executor) throws IOException {
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        AdlerSum sum = new AdlerSum();
        try (ReadAhead ahead = new ReadAhead(new ByteArrayInputStream(expected), executor)) {
            for (ReadAhead.Chunk chunk = ahead.take(); chunk != null; chunk = ahead.take()) {
                read.write(chunk.bytes(), 0, chunk.length());
                sum.append(chunk.adler(), chunk.length());
            }
            assertThat(ahead.take()).isNull();
        }
        assertThat(read.toByteArray()).isEqualTo(expected);
        assertThat(sum.without(1, 0)).isEqualTo(adler(expected, 0, expected.length));
    }

    @Test
    void everyByteComesOnceAndInOrder() throws Exception {
        ExecutorService executor = Executors.newSingleThreadExecutor();
        try {
            for (int length : new int[] {0, 1, 1 << 14, (1 << 14) + 1, 100_000, 5_000_000}) {
                byte[] bytes = someBytes(length, length);
                readsAll(bytes, executor);
                readsAll(bytes, Runnable::run);
            }
        } finally {
            executor.shutdownNow();
        }
    }

    @Test
    void whatCameBeforeAFailureIsThereBeforeIt() throws Exception {
        byte[] bytes = someBytes(100, 1);
        InputStream failing = new InputStream() {
            private final InputStream good = new ByteArrayInputStream(bytes);

            @Override
            public int read() {
                throw new UnsupportedOperationException("not one by one");
            }

            @Override
            public int read(byte[] into, int at, int length) throws IOException {
                int count = good.read(into, at, Math.min(length, 7));
                if (count < 0) {
                    throw new IOException("bad sector");
                }
                return count;
            }
        };
        try (ReadAhead ahead = new ReadAhead(failing, Runnable::run)) {
            ReadAhead.Chunk chunk = ahead.take();
            assertThat(chunk.bytes()).startsWith(bytes);
            assertThat(chunk.length()).isEqualTo(bytes.length);
            assertThatThrownBy(ahead::take).isInstanceOf(IOException.class).hasMessage("bad sector");
            assertThatThrownBy(ahead::take).isInstanceOf(IOException.class).hasMessage("bad sector");
        }
    }

    @Test
    void aSumIsThatOfItsPartsAndCanBeTakenBack() {
        Random random = new Random(2);
        for (int round = 0; round < 200; round++) {
            byte[] bytes = someBytes(random.nextInt(200_000), round);
            int first = random.nextInt(bytes.length + 1);
            int second = first + random.nextInt(bytes.length - first + 1);
            AdlerSum sum = new AdlerSum();
            sum.append(adler(bytes, 0, first), first);
            sum.append(adler(bytes, first, bytes.length), bytes.length - first);
            assertThat(sum.without(1, 0)).as("round %s", round).isEqualTo(adler(bytes, 0, bytes.length));
            assertThat(sum.without(adler(bytes, second, bytes.length), bytes.length - second))
                    .as("round %s", round)
                    .isEqualTo(adler(bytes, 0, second));
        }
    }
}
