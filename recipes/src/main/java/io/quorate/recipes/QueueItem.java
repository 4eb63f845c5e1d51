package io.quorate.recipes;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The znode of a queue's element, by its name. Knows the names and the data of Curator's queues, and their order; does nothing.
 *
 * @param rank what goes first, smaller before greater: a priority, or the time from which on it may be taken
 * @param sequence the server's counter, among equal ranks
 */
record QueueItem(String name, long rank, int sequence) {
    /** Of queues whose znodes hold the element and nothing else. */
    static final String SIMPLE = "qn-";

    static final String FRAMED = "queue-";

    private static final int VERSION = 0x00010001;
    private static final byte ITEM = 1;
    private static final byte END = 2;
    private static final int DIGITS = 10;
    private static final int RANK_DIGITS = 8;

    /** Distances of sequences are signed, as in {@link SequencedName#IN_LINE}. */
    private static final Comparator<QueueItem> ORDER = Comparator.comparingLong(QueueItem::rank)
            .thenComparing((a, b) -> Integer.compare(a.sequence - b.sequence, 0));

    /** How the names of a queue's znodes are made. */
    enum Naming {
        FIFO,
        /** {@code queue-}, 1 or for negative ones 0, and the priority in eight hexadecimal digits. */
        PRIORITY,
        /** {@code queue-|}, the time in ms since 1970 in hexadecimal digits, and {@code |}. */
        DELAY
    }

    /** The name without the number that the server appends. */
    static String prefix(Naming naming, String kind, long rank) {
        return switch (naming) {
            case FIFO -> kind;
            case PRIORITY -> String.format("%s%d%08X", kind, rank < 0 ? 0 : 1, (int) rank);
            case DELAY -> String.format("%s|%08X|", kind, rank);
        };
    }

    /** Those of the names that are elements, first first. */
    static List<QueueItem> sorted(Naming naming, String kind, List<String> names) {
        return names.stream()
                .map(name -> parse(naming, kind, name))
                .flatMap(Optional::stream)
                .sorted(ORDER)
                .toList();
    }

    static Optional<QueueItem> parse(Naming naming, String kind, String name) {
        if (!name.startsWith(kind) || name.length() < kind.length() + DIGITS) {
            return Optional.empty();
        }
        try {
            return switch (naming) {
                case FIFO -> Optional.of(new QueueItem(name, 0, Integer.parseInt(name.substring(kind.length()))));
                case PRIORITY -> {
                    int at = kind.length() + 1;
                    int rank = Integer.parseUnsignedInt(name.substring(at, at + RANK_DIGITS), 16);
                    yield Optional.of(new QueueItem(name, rank, Integer.parseInt(name.substring(at + RANK_DIGITS))));
                }
                case DELAY -> {
                    int bar = name.indexOf('|', kind.length() + 1);
                    yield bar < 0 || name.charAt(kind.length()) != '|'
                            ? Optional.empty()
                            : Optional.of(new QueueItem(
                                    name,
                                    Long.parseLong(name.substring(kind.length() + 1, bar), 16),
                                    Integer.parseInt(name.substring(bar + 1))));
                }
            };
        } catch (NumberFormatException | IndexOutOfBoundsException e) {
            // Somebody else's znode.
            return Optional.empty();
        }
    }

    /** What the znode of one element holds. */
    static byte[] encode(String kind, byte[] element) {
        if (kind.equals(SIMPLE)) {
            return element.clone();
        }
        return ByteBuffer.allocate(Integer.BYTES + 1 + Integer.BYTES + element.length + 1)
                .putInt(VERSION)
                .put(ITEM)
                .putInt(element.length)
                .put(element)
                .put(END)
                .array();
    }

    /**
     * The elements in a znode: Curator may put several into one.
     *
     * @throws IllegalArgumentException for what is no element of a queue
     */
    static List<byte[]> decode(String kind, byte[] data) {
        if (kind.equals(SIMPLE)) {
            return List.of(data == null ? new byte[0] : data);
        }
        ByteBuffer in = ByteBuffer.wrap(data == null ? new byte[0] : data);
        List<byte[]> elements = new ArrayList<>();
        try {
            int version = in.getInt();
            if (version != VERSION) {
                throw new IllegalArgumentException("version of a queue's element: " + version + " (expected: 65537)");
            }
            for (byte code = in.get(); code != END; code = in.get()) {
                int length = in.getInt();
                if (code != ITEM || length < 0 || length > in.remaining()) {
                    throw new IllegalArgumentException("a queue's element of " + in.capacity() + " bytes is damaged");
                }
                byte[] element = new byte[length];
                in.get(element);
                elements.add(element);
            }
        } catch (BufferUnderflowException e) {
            throw new IllegalArgumentException("a queue's element of " + in.capacity() + " bytes ends too early", e);
        }
        return elements;
    }
}
