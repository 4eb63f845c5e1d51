package io.quorate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.jute.proto.Stat;
import java.time.ZoneId;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Forms of output that scripts rely on (spec: admin-interfaces §4). */
class TextsTest {
    @Test
    void aStatIsElevenLines() {
        Stat stat = new Stat(2, 0x1f, 1795245290000L, 0, 1, 2, 3, 0x100000000000001L, 5, 6, 4);
        assertThat(StatText.format(stat, ZoneId.of("UTC")).lines())
                .containsExactly(
                        "cZxid = 0x2",
                        "ctime = Sat Nov 21 07:14:50 UTC 2026",
                        "mZxid = 0x1f",
                        "mtime = Thu Jan 01 00:00:00 UTC 1970",
                        "pZxid = 0x4",
                        "cversion = 2",
                        "dataVersion = 1",
                        "aclVersion = 3",
                        "ephemeralOwner = 0x100000000000001",
                        "dataLength = 5",
                        "numChildren = 6");
    }

    @Test
    void aHexDumpHasSixteenBytesARow() {
        assertThat(HexDump.of(new byte[0])).isEmpty();
        byte[] data = new byte[18];
        data[1] = '~';
        data[2] = 0x7f;
        data[16] = ' ';
        data[17] = (byte) 0xfe;
        assertThat(HexDump.of(data).lines().skip(3))
                .containsExactly(
                        "|00000000| 00 7e 7f 00 00 00 00 00 00 00 00 00 00 00 00 00 |.~..............|",
                        "|00000010| 20 fe                                           | .              |",
                        "+--------+-------------------------------------------------+----------------+");
    }

    @Test
    void theUsageListsEveryCommandInOrder() {
        List<String> lines = Commands.usage().lines().toList();
        assertThat(lines)
                .contains(
                        "\tcreate [-s] [-e] [-c] [-t ttl] path [data] [acl]",
                        "\tls [-s] [-w] [-R] path",
                        "\tset path data [-s] [-v version] [-b]",
                        "\tclose ");
        assertThat(lines).hasSize(Commands.names().size() + 1);
        assertThat(new TreeSet<>(Commands.names())).containsExactlyElementsOf(Commands.names());
    }

    @Test
    void historyShowsTheLastElevenLinesByNumber() {
        History history = new History();
        for (int i = 0; i < 14; i++) {
            history.add("line " + i);
        }
        history.replaceLast("redone");
        assertThat(history.latest()).hasSize(11).startsWith("3 - line 3").endsWith("13 - redone");
        assertThat(history.line(0)).isEqualTo("line 0");
        assertThat(history.line(14)).isNull();
        assertThat(history.line(-1)).isNull();
    }

    @Test
    void historyForgetsTheOldestButKeepsTheNumbers() {
        History history = new History();
        for (int i = 0; i < 10_005; i++) {
            history.add("line " + i);
        }
        assertThat(history.size()).isEqualTo(10_005);
        assertThat(history.line(4)).isNull();
        assertThat(history.line(5)).isEqualTo("line 5");
    }
}
