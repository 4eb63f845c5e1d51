package io.quorate.recipes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.recipes.QueueItem.Naming;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Names, order and data of elements; the names and bytes are those that Curator 5.9.0 was seen to write. */
class QueueItemTest {
    @Test
    void namesAreThoseOfCurator() {
        assertThat(QueueItem.prefix(Naming.FIFO, QueueItem.FRAMED, 0)).isEqualTo("queue-");
        assertThat(QueueItem.prefix(Naming.PRIORITY, QueueItem.FRAMED, 5)).isEqualTo("queue-100000005");
        assertThat(QueueItem.prefix(Naming.PRIORITY, QueueItem.FRAMED, -5)).isEqualTo("queue-0FFFFFFFB");
        assertThat(QueueItem.prefix(Naming.PRIORITY, QueueItem.FRAMED, Integer.MIN_VALUE))
                .isEqualTo("queue-080000000");
        assertThat(QueueItem.prefix(Naming.DELAY, QueueItem.FRAMED, 1795300636465L))
                .isEqualTo("queue-|1A20041B731|");
        assertThat(QueueItem.prefix(Naming.DELAY, QueueItem.FRAMED, 5)).isEqualTo("queue-|00000005|");
    }

    @Test
    void thePrioritiesGoUp() {
        assertThat(names(
                        Naming.PRIORITY,
                        "queue-1000000050000000000",
                        "queue-0FFFFFFFB0000000001",
                        "queue-1000000000000000002",
                        "queue-17FFFFFFF0000000003",
                        "queue-0800000000000000004",
                        "queue-1000000000000000001",
                        "somebody"))
                .containsExactly(
                        "queue-0800000000000000004",
                        "queue-0FFFFFFFB0000000001",
                        "queue-1000000000000000001",
                        "queue-1000000000000000002",
                        "queue-1000000050000000000",
                        "queue-17FFFFFFF0000000003");
    }

    @Test
    void theEarliestGoesFirstAndTheCounterMayWrapAround() {
        assertThat(names(
                        Naming.DELAY,
                        "queue-|1A20041B731|0000000000",
                        "queue-|00000005|0000000001",
                        "queue-|zz|0000000001"))
                .containsExactly("queue-|00000005|0000000001", "queue-|1A20041B731|0000000000");
        assertThat(names(Naming.FIFO, "queue--2147483647", "queue-2147483647", "queue-2147483646"))
                .containsExactly("queue-2147483646", "queue-2147483647", "queue--2147483647");
    }

    @Test
    void dataAreThoseOfCurator() {
        byte[] one = HexFormat.of().parseHex("0001000101000000036f6e6502");
        assertThat(QueueItem.encode(QueueItem.FRAMED, text("one"))).isEqualTo(one);
        assertThat(QueueItem.decode(QueueItem.FRAMED, one)).containsExactly(text("one"));
        byte[] several = HexFormat.of().parseHex("0001000101000000026d3101000000036d323202");
        assertThat(QueueItem.decode(QueueItem.FRAMED, several)).containsExactly(text("m1"), text("m22"));
        assertThat(QueueItem.decode(QueueItem.SIMPLE, text("x"))).containsExactly(text("x"));
        for (String damaged :
                List.of("", "00010001", "0001000201", "0001000101000000096f6e6502", "00010001010000000")) {
            String even = damaged.length() % 2 == 0 ? damaged : damaged.substring(1);
            assertThatThrownBy(() ->
                            QueueItem.decode(QueueItem.FRAMED, HexFormat.of().parseHex(even)))
                    .as(damaged)
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    private static List<String> names(Naming naming, String... names) {
        return QueueItem.sorted(naming, QueueItem.FRAMED, List.of(names)).stream()
                .map(QueueItem::name)
                .toList();
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
