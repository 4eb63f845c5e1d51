package io.quorate.jute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.sun.management.ThreadMXBean;
import io.quorate.jute.Decoders.Decoder;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What decoders do with bytes that nobody meant: they return a record or throw {@link MalformedRecordException}, and take memory
 * in proportion to the bytes they got.
 */
class DecoderFuzzTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** Room for the record itself and for the message of a failure. */
    private static final long FIXED_BYTES = 16_384;

    /** The least compact thing on the wire is a null string in a vector: 4 bytes, of which a list and a record can make this. */
    private static final long BYTES_PER_BYTE = 32;

    private static final int[] HOSTILE_LENGTHS = {
        Integer.MAX_VALUE, Integer.MIN_VALUE, -2, -1, 0, 0x1ffffe, 0x1fffff, 0x100000, 1 << 30, 255
    };

    static List<Decoder> decoders() {
        return Decoders.all();
    }

    @ParameterizedTest
    @MethodSource("decoders")
    void everyPrefixIsMalformedOrAnOldForm(Decoder decoder) {
        for (long seed = 0; seed < 40; seed++) {
            JuteRecord sample = decoder.sample().apply(seed);
            byte[] bytes = sample.toBytes();
            List<Integer> shortForms = Decoders.shortForms(sample, bytes.length);
            assertThat(decode(decoder, bytes, seed)).as("seed %d", seed).isNotNull();
            for (int length = 0; length < bytes.length; length++) {
                JuteRecord decoded = decode(decoder, Arrays.copyOf(bytes, length), seed);
                if (decoded != null && !shortForms.contains(length)) {
                    fail("seed %d: %d of %d bytes decode to %s", seed, length, bytes.length, decoded);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("decoders")
    void hostileNumbersAnywhereAreHarmless(Decoder decoder) {
        for (long seed = 0; seed < 8; seed++) {
            byte[] bytes = decoder.sample().apply(seed).toBytes();
            for (int at = 0; at + Integer.BYTES <= bytes.length; at++) {
                for (int hostile : HOSTILE_LENGTHS) {
                    byte[] changed = bytes.clone();
                    ByteBuffer.wrap(changed).putInt(at, hostile);
                    decode(decoder, changed, seed);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("decoders")
    void changedEncodingsAreMalformedOrOfAStableMeaning(Decoder decoder) {
        for (long seed = 0; seed < 2_000; seed++) {
            Random random = new Random(seed);
            byte[] changed = change(decoder.sample().apply(seed).toBytes(), random);
            JuteRecord decoded = decode(decoder, changed, seed);
            if (decoded != null) {
                assertMeaningIsStable(decoder, decoded, seed);
            }
        }
    }

    /** The first encoding of something odd may be tidier than what came in, but it must come back as it is. */
    private static void assertMeaningIsStable(Decoder decoder, JuteRecord decoded, long seed) {
        JuteRecord tidy = decode(decoder, decoded.toBytes(), seed);
        assertThat(tidy).as("seed %d: our own encoding of %s", seed, decoded).isNotNull();
        JuteRecord again = decode(decoder, tidy.toBytes(), seed);
        assertThat(again).as("seed %d: our own encoding of %s", seed, tidy).isNotNull();
        assertThat(again.toBytes()).as("seed %d", seed).isEqualTo(tidy.toBytes());
    }

    @ParameterizedTest
    @MethodSource("decoders")
    void randomBytesAreHarmless(Decoder decoder) {
        for (long seed = 0; seed < 2_000; seed++) {
            Random random = new Random(seed);
            byte[] bytes = new byte[random.nextInt(200)];
            random.nextBytes(bytes);
            if (random.nextBoolean()) {
                for (int i = 0; i < bytes.length; i++) {
                    bytes[i] &= (byte) -random.nextInt(2);
                }
            }
            decode(decoder, bytes, seed);
        }
    }

    @ParameterizedTest
    @MethodSource("decoders")
    void longRunsOfOneByteAreHarmless(Decoder decoder) {
        for (int value = 0; value < 256; value += 5) {
            byte[] bytes = new byte[20_000];
            Arrays.fill(bytes, (byte) value);
            decode(decoder, bytes, value);
        }
    }

    /** Flips, overwrites, cuts, repeats or inserts at up to three places. */
    private static byte[] change(byte[] bytes, Random random) {
        byte[] changed = bytes.clone();
        for (int i = random.nextInt(3); i >= 0 && changed.length > 0; i--) {
            int at = random.nextInt(changed.length);
            switch (random.nextInt(5)) {
                case 0 -> changed[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> changed[at] = (byte) random.nextInt();
                case 2 -> changed = Arrays.copyOf(changed, at);
                case 3 -> changed = concat(changed, Arrays.copyOfRange(changed, at, changed.length));
                default -> changed = concat(
                        Arrays.copyOf(changed, at),
                        concat(new byte[random.nextInt(9)], Arrays.copyOfRange(changed, at, changed.length)));
            }
        }
        return changed;
    }

    private static byte[] concat(byte[] a, byte[] b) {
        byte[] both = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, both, a.length, b.length);
        return both;
    }

    /** The record, or null if the bytes are malformed; fails on any other exception and on undue memory. */
    private static JuteRecord decode(Decoder decoder, byte[] bytes, long seed) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        JuteRecord decoded = decodeUnmeasured(decoder, bytes, seed);
        if (isUndue(THREADS.getCurrentThreadAllocatedBytes() - before, bytes)) {
            requireDueMemory(decoder, bytes, seed);
        }
        return decoded;
    }

    /** Decodes once more, because the first time may have loaded classes and linked the making of messages. */
    private static void requireDueMemory(Decoder decoder, byte[] bytes, long seed) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        decodeUnmeasured(decoder, bytes, seed);
        long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
        if (isUndue(allocated, bytes)) {
            fail("seed %d: %s took %d bytes of memory for %s", seed, decoder, allocated, Hex.text(bytes));
        }
    }

    private static boolean isUndue(long allocated, byte[] bytes) {
        return allocated > FIXED_BYTES + BYTES_PER_BYTE * bytes.length;
    }

    private static JuteRecord decodeUnmeasured(Decoder decoder, byte[] bytes, long seed) {
        try {
            return decoder.decode().apply(bytes);
        } catch (MalformedRecordException e) {
            assertThat(e.getMessage()).isNotBlank();
            return null;
        } catch (RuntimeException | OutOfMemoryError | StackOverflowError e) {
            return fail("seed " + seed + ": " + decoder + " of " + Hex.text(bytes), e);
        }
    }
}
