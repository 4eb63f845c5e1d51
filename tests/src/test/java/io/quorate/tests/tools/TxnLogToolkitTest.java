package io.quorate.tests.tools;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.cli.files.TxnLogToolkitMain;
import io.quorate.jute.OpCode;
import io.quorate.jute.proto.Acl;
import io.quorate.jute.proto.Id;
import io.quorate.jute.txn.CheckVersionTxn;
import io.quorate.jute.txn.CloseSessionTxn;
import io.quorate.jute.txn.CreateContainerTxn;
import io.quorate.jute.txn.CreateSessionTxn;
import io.quorate.jute.txn.CreateTtlTxn;
import io.quorate.jute.txn.CreateTxn;
import io.quorate.jute.txn.DeleteTxn;
import io.quorate.jute.txn.ErrorTxn;
import io.quorate.jute.txn.MultiTxn;
import io.quorate.jute.txn.SetAclTxn;
import io.quorate.jute.txn.SetDataTxn;
import io.quorate.jute.txn.SubTxn;
import io.quorate.jute.txn.Txn;
import io.quorate.jute.txn.TxnDigest;
import io.quorate.jute.txn.TxnEntry;
import io.quorate.jute.txn.TxnHeader;
import io.quorate.tests.harness.Locations;
import io.quorate.txnlog.LogCopy;
import io.quorate.txnlog.NioDisk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code zkTxnLogToolkit.sh} beside Apache's, on a log that an Apache server wrote and on one of ours. */
class TxnLogToolkitTest {
    private static final String APACHE = "org.apache.zookeeper.server.persistence.TxnLogToolkit";

    /** In the ACL of the second transaction of the log of the Apache server. */
    private static final int DAMAGED_BYTE = 150;

    private static ApacheTools apache;

    @TempDir
    private Path temp;

    private Path log;

    @BeforeAll
    static void loadApache() throws IOException {
        apache = new ApacheTools();
    }

    @AfterAll
    static void unloadApache() throws IOException {
        apache.close();
    }

    @BeforeEach
    void copyLog() throws IOException {
        log = Files.copy(Locations.resource("apache-files/log.1"), temp.resolve("log.1"));
    }

    private static ToolRun run(String input, Object... arguments) {
        return ToolRun.asked(TxnLogToolkitMain::run, input, arguments);
    }

    /** The text cut before each record, so that data with line ends does not count; without multis. */
    private static List<String> recordsButMultis(String text) {
        return List.of(text.split("\n(?=(?:CRC ERROR - |CRC FIXED - )?[0-9]+/|EOF)")).stream()
                .filter(record -> !record.contains(" multi "))
                .toList();
    }

    @Test
    void anApacheLogIsShownAsApacheShowsIt() throws Exception {
        ToolRun ours = run("", log);
        assertThat(ours.exitCode()).isZero();
        assertThat(ours.err()).isEmpty();
        assertThat(recordsButMultis(ours.out()))
                .hasSize(14)
                .isEqualTo(recordsButMultis(apache.run("", APACHE, log.toString())));
        assertThat(run("", "-d", log).out()).isEqualTo(ours.out());
    }

    /** ZOOKEEPER-4607, ZOOKEEPER-4864. */
    @Test
    void partsOfMultisCanBeRead() {
        assertThat(run("", log).out())
                .contains(
                        "zxid 0xa multi create:/m,m,[31,s{'world,'anyone}\n],false,5;setData:/a,1,2;check:'/a,3;delete:'/m\n",
                        "zxid 0xb multi create:/m,m,[31,s{'world,'anyone}\n],false,6;error:-101;error:-2;error:-2\n");
        assertThat(run("", "--json", log).out().lines().toList().get(10))
                .contains("\"zxid\":\"0xb\"", "\"failed\":true", "{\"type\":\"error\",\"error\":-101}");
    }

    @Test
    void ourLogWithEveryTypeIsShownAsApacheShowsIt() throws Exception {
        Path ours = temp.resolve("log.100000001");
        List<Acl> acls = List.of(new Acl(31, new Id("digest", "bob:hash")), new Acl(1, new Id("world", "anyone")));
        byte[] data = "some, data".getBytes(StandardCharsets.UTF_8);
        try (LogCopy copy = LogCopy.create(new NioDisk(), ours)) {
            append(copy, OpCode.CREATE_SESSION, new CreateSessionTxn(30_000));
            append(copy, OpCode.CREATE, new CreateTxn("/a", data, acls, false, 1));
            append(copy, OpCode.CREATE2, new CreateTxn("/b", null, acls, true, 2));
            append(copy, OpCode.CREATE_CONTAINER, new CreateContainerTxn("/c", data, acls, 3));
            append(copy, OpCode.CREATE_TTL, new CreateTtlTxn("/t", data, acls, 4, 60_000));
            append(copy, OpCode.SET_DATA, new SetDataTxn("/a", data, 1));
            append(copy, OpCode.SET_ACL, new SetAclTxn("/a", acls, 1));
            append(copy, OpCode.DELETE, new DeleteTxn("/a"));
            append(copy, OpCode.MULTI, new MultiTxn(List.of(new SubTxn(OpCode.CHECK, new CheckVersionTxn("/a", 3)))));
            append(copy, OpCode.ERROR, new ErrorTxn(-110));
            append(copy, OpCode.CLOSE_SESSION, new CloseSessionTxn(List.of("/b", "/d")));
            append(copy, OpCode.CLOSE_SESSION, new CloseSessionTxn(List.of()));
        }
        assertThat(recordsButMultis(run("", ours).out()))
                .hasSize(13)
                .isEqualTo(recordsButMultis(apache.run("", APACHE, ours.toString())));
    }

    private int appended;

    private void append(LogCopy copy, int type, Txn txn) throws IOException {
        appended++;
        TxnHeader header =
                new TxnHeader(0x100_0000_0000L, appended, 0x1_0000_0000L + appended, 1_700_000_000_000L, type);
        copy.append(new TxnEntry(header, txn, new TxnDigest(2, 5)).encode());
    }

    @Test
    void wrongChecksumsAreFoundAndMended() throws Exception {
        byte[] bytes = Files.readAllBytes(log);
        bytes[DAMAGED_BYTE] = 'X';
        Files.write(log, bytes);
        List<String> found = recordsButMultis(run("", log).out());
        assertThat(found.get(2)).startsWith("CRC ERROR - ").contains("s{'woXld,'anyone}");
        assertThat(found.get(2))
                .isEqualTo(
                        recordsButMultis(apache.run("", APACHE, log.toString())).get(2));

        Path fixed = temp.resolve("log.1.fixed");
        assertThat(run("", "-r", log)).satisfies(run -> {
            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.out()).contains("Would you like to fix it (Yes/No/Abort) ? ");
            assertThat(run.err()).contains("nobody answers");
        });
        assertThat(run("abort\n", "-r", log).exitCode()).isZero();
        assertThat(fixed).doesNotExist();
        assertThat(run("no\n", "-r", log).out()).contains("has been written with 0 fixed CRC error(s)");
        assertThat(Files.readAllBytes(fixed)).isEqualTo(withoutPadding(bytes));
        assertThat(run("", "-r", "-y", log))
                .isEqualTo(new ToolRun(
                        1,
                        "ZooKeeper Transactional Log File with dbid 0 txnlog format version 2\n",
                        "Recovery file " + fixed + " already exists or not writable\n"));
        Files.delete(fixed);
        assertThat(recordsButMultis(run("what?\ny\n", "-r", "-v", log).out())).hasSize(13);
        Files.delete(fixed);
        ToolRun mended = run("", "-r", "-y", log);
        assertThat(mended.out()).contains("CRC FIXED - ", "EOF reached after 15 txns.", "with 1 fixed CRC error(s)");
        assertThat(apache.run("", APACHE, fixed.toString()))
                .contains("s{'woXld,'anyone}", "EOF reached after 15 txns.")
                .doesNotContain("CRC ERROR");
        assertThat(Files.readAllBytes(log)).isEqualTo(bytes);
    }

    @Test
    void aLogIsChoppedAsApacheChopsIt() throws Exception {
        ToolRun ours = run("", "-c", "-z", "0xa", log);
        Path chopped = temp.resolve("log.1.chopped10");
        byte[] bytes = Files.readAllBytes(chopped);
        Files.delete(chopped);
        assertThat(ours).isEqualTo(new ToolRun(0, apache.run("", APACHE, "-c", "-z", "0xa", log.toString()), ""));
        assertThat(bytes).isEqualTo(Files.readAllBytes(chopped));
        assertThat(run("", "--chop", "--zxid", "10", log).exitCode()).isZero();
    }

    @Test
    void aZxidThatIsNotThereIsNotChoppedAt() {
        ToolRun run = run("", "-c", "-z", "0x77", log);
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).isEqualTo("Failed to chop log.1: zxid 0x77 is not in it\n");
        assertThat(temp.toFile().list()).containsExactly("log.1");
    }

    @Test
    void exitCodesSayWhatWasWrong() throws IOException {
        assertThat(run("").exitCode()).isEqualTo(1);
        assertThat(run("", "-q", log).err()).contains("Unknown option: '-q'", "Usage: zkTxnLogToolkit.sh");
        assertThat(run("", "-c", log).err()).contains("-c needs -z");
        assertThat(run("", "-z", "5", log).exitCode()).isEqualTo(1);
        assertThat(run("", "-c", "-z", "five", log).err()).contains("-z: five (expected: a zxid");
        assertThat(run("", temp.resolve("none")))
                .isEqualTo(new ToolRun(1, "", "File doesn't exist or not readable: " + temp.resolve("none") + "\n"));
        Path other = Files.writeString(temp.resolve("log.2"), "not a log at all");
        assertThat(run("", other)).isEqualTo(new ToolRun(2, "", "Invalid magic number for log.2\n"));
        ToolRun help = run("", "--help");
        assertThat(help.exitCode()).isZero();
        assertThat(help.out()).contains("Exit codes:", "Examples:", "--json");
    }

    @Test
    void tornEndsAreToldOf() throws IOException {
        byte[] bytes = withoutPadding(Files.readAllBytes(log));
        Files.write(log, Arrays.copyOf(bytes, bytes.length - 20));
        ToolRun cut = run("", log);
        assertThat(cut.exitCode()).isZero();
        assertThat(cut.out()).endsWith("EOF reached after 14 txns.\n");
        assertThat(cut.err()).contains("Behind the last record").contains("expected: a record that ends before");
        bytes[bytes.length - 1] = 0;
        Files.write(log, bytes);
        ToolRun partial = run("", log);
        assertThat(partial.exitCode()).isEqualTo(1);
        assertThat(partial.err()).startsWith("Last transaction was partial: ");
    }

    private static byte[] withoutPadding(byte[] bytes) {
        int end = bytes.length;
        while (bytes[end - 1] == 0) {
            end--;
        }
        return Arrays.copyOf(bytes, end);
    }
}
