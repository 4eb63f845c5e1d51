package io.quorate.tests.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.jute.JuteReader;
import io.quorate.jute.OpCode;
import io.quorate.jute.proto.Acl;
import io.quorate.jute.proto.CreateRequest;
import io.quorate.jute.proto.GetChildrenResponse;
import io.quorate.jute.proto.WatchedPathRequest;
import io.quorate.tests.harness.Directories;
import io.quorate.tests.harness.RawClient;
import io.quorate.tests.harness.Sandbox;
import io.quorate.tests.harness.ServerProcess;
import io.quorate.tests.harness.ServerSettings;
import io.quorate.tests.harness.Subject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a server does with files that a crash or a disk has damaged: what can be known is kept, anything else refused aloud. */
class DamagedFilesTest {
    private static final int NODES = 60;
    private static final Duration EXIT_LIMIT = Duration.ofSeconds(30);

    private static final ServerSettings SETTINGS =
            ServerSettings.standalone().with("maxSessionTimeout", 600_000).withProperty("preAllocSize", 64);

    @RegisterExtension
    static final Sandbox SANDBOX = Sandbox.perClass();

    private static Path written;
    private static ServerProcess server;
    private LogFile log;

    /** A log with one record for the session and one for each node, the oldest first. */
    @BeforeAll
    static void writeAndKill() throws Exception {
        server = SANDBOX.subject(SETTINGS).start();
        try (RawClient client = RawClient.connect(server.port(), 600_000)) {
            create(client, 0, NODES);
        }
        server.kill();
        written = SANDBOX.directory("written");
        Directories.copy(server.dataDir(), written);
    }

    @BeforeEach
    void restore() throws Exception {
        server.close();
        Directories.copy(written, server.dataDir());
        log = LogFile.newest(server.versionDir());
        assertThat(log.records()).isEqualTo(NODES + 1);
    }

    /** A crash while a record was being written: nobody was promised anything about it. */
    @ParameterizedTest
    @ValueSource(ints = {1, 9, 12, 40, 149})
    void aHalfWrittenRecordBehindTheLastIsTheEnd(int written) throws Exception {
        byte[] whole = log.record(NODES);
        byte[] half = Arrays.copyOf(Arrays.copyOf(whole, written), whole.length);
        log.overwrite(log.recordEnd(NODES + 1), half);
        assertServes(NODES);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 9, 12, 40, 149})
    void aLogThatEndsInsideAHalfWrittenRecordIsReadUpToThere(int written) throws Exception {
        log.overwrite(log.recordEnd(NODES + 1), log.record(NODES));
        log.truncate(log.recordEnd(NODES + 1) + written);
        assertServes(NODES);
    }

    /** Nothing says that the last record was acknowledged: its end byte never came. */
    @Test
    void aLastRecordWithoutItsEndIsLeftOut() throws Exception {
        forgetWhatWasForced();
        log.truncate(log.recordEnd(NODES + 1) - 3);
        assertServes(NODES - 1);
    }

    @Test
    void aLastRecordOfWhichOnlyTheLengthWasWrittenIsLeftOut() throws Exception {
        forgetWhatWasForced();
        int start = log.txnStart(NODES);
        log.overwrite(start, new byte[log.recordEnd(NODES + 1) - start]);
        assertServes(NODES - 1);
    }

    @Test
    void zerosAreTheEnd() throws Exception {
        forgetWhatWasForced();
        log.overwrite(log.recordStart(NODES), new byte[log.recordEnd(NODES + 1) - log.recordStart(NODES)]);
        assertServes(NODES - 1);
    }

    /** Writes after a torn tail must be found at the next start: they may not lie behind it. */
    @Test
    void writesAfterATornTailAreFoundAgain() throws Exception {
        log.truncate(log.recordEnd(NODES) + 7);
        server.start();
        try (RawClient client = RawClient.connect(server.port(), 600_000)) {
            create(client, NODES, 2 * NODES);
        }
        server.kill();
        assertServes(2 * NODES - 1);
    }

    @Test
    void aWrongByteInTheMiddleRefusesTheStartAndSaysWhere() throws Exception {
        damage(log.txnStart(NODES / 2) + 20);
        assertRefused(log.path().getFileName().toString(), offset(NODES / 2));
    }

    /** With its end byte in place the last record was written whole: it may have been acknowledged. */
    @Test
    void aWrongByteInTheLastRecordRefusesTheStartToo() throws Exception {
        damage(log.txnStart(NODES) + 20);
        assertRefused(log.path().getFileName().toString(), offset(NODES));
    }

    @Test
    void aWrongChecksumRefusesTheStart() throws Exception {
        damage(log.recordStart(NODES / 2) + 7);
        assertRefused(log.path().getFileName().toString(), offset(NODES / 2));
    }

    @Test
    void anEmptyNewestLogIsIgnored() throws Exception {
        Files.createFile(server.versionDir().resolve("log." + Long.toHexString(NODES + 2)));
        assertServes(NODES);
    }

    @Test
    void aBrokenNewestSnapshotIsPassedOver() throws Exception {
        server.start();
        server.kill();
        Path newest = snapshots().get(0);
        byte[] bytes = Files.readAllBytes(newest);
        bytes[bytes.length / 2] ^= 1;
        Files.write(newest, bytes);
        assertServes(NODES);
    }

    @Test
    void aTornNewestSnapshotIsPassedOver() throws Exception {
        server.start();
        server.kill();
        Path newest = snapshots().get(0);
        byte[] bytes = Files.readAllBytes(newest);
        Files.write(newest, Arrays.copyOf(bytes, bytes.length * 2 / 3));
        assertServes(NODES);
    }

    @Test
    void noSnapshotThatReadsRefusesTheStart() throws Exception {
        loseTheFirstLog();
        for (Path snapshot : snapshots()) {
            byte[] bytes = Files.readAllBytes(snapshot);
            bytes[bytes.length / 3] ^= 1;
            Files.write(snapshot, bytes);
        }
        assertRefused("snapshot.");
    }

    @Test
    void logsWithoutTheirBeginningAndWithoutSnapshotRefuseTheStart() throws Exception {
        loseTheFirstLog();
        for (Path snapshot : snapshots()) {
            Files.delete(snapshot);
        }
        assertRefused("snapshot");
    }

    /** A first snapshot that the power cut took is no loss while the log begins at the beginning. Apache refuses that. */
    @Test
    void aWholeLogIsEnough() throws Exception {
        for (Path snapshot : snapshots()) {
            Files.delete(snapshot);
        }
        if (Subject.isApache()) {
            assertRefused("snapshot");
        } else {
            assertServes(NODES);
        }
    }

    /** Makes a second log, with a snapshot before it, and removes the first. */
    private void loseTheFirstLog() throws Exception {
        server.start();
        try (RawClient client = RawClient.connect(server.port(), 600_000)) {
            create(client, NODES, NODES + 5);
        }
        server.kill();
        assertThat(LogFile.newest(server.versionDir()).path()).isNotEqualTo(log.path());
        Files.delete(log.path());
    }

    /** As if Apache had written the log: it does not keep a note of how much of it is known to be on the disk. */
    private void forgetWhatWasForced() throws IOException {
        Files.deleteIfExists(server.versionDir().resolve("txnlog.mark"));
    }

    private void assertServes(int nodes) throws Exception {
        server.start();
        try (RawClient client = RawClient.connect(server.port(), 600_000)) {
            byte[] body = client.call(OpCode.GET_CHILDREN, new WatchedPathRequest("/", false))
                    .body();
            assertThat(GetChildrenResponse.read(JuteReader.of(body)).children())
                    .filteredOn(child -> child.startsWith("n"))
                    .as("nodes that are left")
                    .hasSize(nodes);
        }
    }

    private void assertRefused(String... said) throws Exception {
        int before = server.logText().length();
        server.launch();
        int code = server.awaitExit(EXIT_LIMIT);
        assertThat(code).as("exit code").isNotZero();
        assertThat(server.logText().substring(before)).contains(said);
    }

    /** Where a record begins, as a message would say it. */
    private String offset(int record) {
        return Integer.toString(log.recordStart(record));
    }

    private void damage(int position) throws IOException {
        log.overwrite(position, new byte[] {(byte) (log.at(position) ^ 0x10)});
    }

    /** The newest first. */
    private List<Path> snapshots() throws IOException {
        try (Stream<Path> files = Files.list(server.versionDir())) {
            return files.filter(file -> file.getFileName().toString().startsWith("snapshot."))
                    .sorted(Comparator.comparingLong(DamagedFilesTest::zxid).reversed())
                    .toList();
        }
    }

    private static long zxid(Path snapshot) {
        return Long.parseUnsignedLong(snapshot.getFileName().toString().substring("snapshot.".length()), 16);
    }

    private static void create(RawClient client, int from, int to) throws IOException {
        for (int node = from; node < to; node++) {
            assertThat(client.call(OpCode.CREATE, new CreateRequest("/n" + node, new byte[50], Acl.OPEN, 0))
                            .err())
                    .isZero();
        }
    }
}
