package io.quorate.tests.tools;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.cli.backup.BackupMain;
import io.quorate.cli.files.SnapshotToolkitMain;
import io.quorate.jute.OpCode;
import io.quorate.jute.Zxid;
import io.quorate.jute.proto.Acl;
import io.quorate.jute.proto.CreateRequest;
import io.quorate.jute.proto.WatchedPathRequest;
import io.quorate.tests.harness.Await;
import io.quorate.tests.harness.EnsembleProcess;
import io.quorate.tests.harness.Incoming;
import io.quorate.tests.harness.Member;
import io.quorate.tests.harness.RawClient;
import io.quorate.tests.harness.Sandbox;
import io.quorate.tests.harness.ServerProcess;
import io.quorate.tests.harness.ServerSettings;
import io.quorate.tree.acl.DigestAuthProvider;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** {@code zkBackup.sh} on a real ensemble that is written to meanwhile. */
@Timeout(120)
class BackupTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Pattern LAST = Pattern.compile("zxid (0x[0-9a-f]+)");
    private static final int NO_NODE = -101;

    @RegisterExtension
    final Sandbox sandbox = Sandbox.perTest();

    @TempDir
    private Path temp;

    private Path backup;
    private Path auth;
    private final List<String> servers = new ArrayList<>();

    @BeforeEach
    void credentials() throws IOException {
        backup = temp.resolve("backup");
        auth = Files.writeString(temp.resolve("auth"), "digest super:secret\n");
    }

    /** Creates one znode after the other, and knows the transaction of each. */
    private static final class Creator implements AutoCloseable {
        private final RawClient client;
        private final ConcurrentSkipListMap<Long, String> created = new ConcurrentSkipListMap<>();
        private final CompletableFuture<Void> end;
        private volatile boolean done;

        Creator(int port, String prefix) throws IOException {
            client = RawClient.connect(port, 30_000);
            end = CompletableFuture.runAsync(() -> create(prefix));
        }

        private void create(String prefix) {
            try {
                for (int i = 0; !done; i++) {
                    String path = prefix + i;
                    Incoming.Reply reply =
                            client.call(OpCode.CREATE, new CreateRequest(path, new byte[20], Acl.OPEN, 0));
                    created.put(reply.zxid(), path);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        Creator awaitMore(int count) {
            int wanted = created.size() + count;
            Await.until(wanted + " znodes", LIMIT, () -> created.size() >= wanted);
            return this;
        }

        @Override
        public void close() {
            done = true;
            end.join();
            client.close();
        }
    }

    private ServerSettings withAdmin(ServerSettings settings) {
        int port = sandbox.freePort();
        servers.add("--server");
        servers.add("http://127.0.0.1:" + port);
        return settings.with("admin.enableServer", true)
                .with("admin.serverAddress", "127.0.0.1")
                .with("admin.serverPort", port)
                .with("admin.rateLimiterIntervalInMS", 0)
                .withProperty(
                        "DigestAuthenticationProvider.superDigest",
                        DigestAuthProvider.standard().digestOf("super:secret"));
    }

    private EnsembleProcess ensemble() {
        EnsembleProcess ensemble = EnsembleProcess.of(sandbox, "QQQ", EnsembleProcess.defaults());
        for (Member member : ensemble.members()) {
            member.settings(withAdmin(member.settings()));
        }
        return ensemble.start();
    }

    private ToolRun save(String... options) {
        List<Object> words = new ArrayList<>(List.of("save", "--auth-file", auth));
        words.addAll(servers);
        words.addAll(List.of(options));
        words.add(backup);
        return ToolRun.of(BackupMain::run, words.toArray());
    }

    private static long zxidIn(ToolRun run) {
        assertThat(run.exitCode()).as(run.toString()).isZero();
        Matcher last = LAST.matcher(run.out());
        assertThat(last.find()).as(run.out()).isTrue();
        return Long.decode(last.group(1));
    }

    private ToolRun restore(Path dataDir, Object... options) {
        List<Object> words = new ArrayList<>(List.of("restore", "--data-dir", dataDir));
        words.addAll(List.of(options));
        words.add(backup);
        return ToolRun.of(BackupMain::run, words.toArray());
    }

    private static void wipe(Path dataDir) throws IOException {
        try (Stream<Path> files = Files.list(dataDir.resolve("version-2"))) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
    }

    /** Everything that was created up to a transaction is there, and nothing else. */
    private static void assertHas(int port, Creator creator, long zxid) throws IOException {
        try (RawClient client = RawClient.connect(port, 30_000)) {
            for (var each : creator.created.entrySet()) {
                Incoming.Reply reply = client.call(OpCode.EXISTS, new WatchedPathRequest(each.getValue(), false));
                assertThat(reply.err()).as(each.toString()).isEqualTo(each.getKey() <= zxid ? 0 : NO_NODE);
            }
        }
    }

    @Test
    void anEnsembleIsRestoredToAnyTransaction() throws Exception {
        EnsembleProcess ensemble = ensemble();
        Creator creator = new Creator(ensemble.leader().port(), "/first");
        long whole;
        long incremental;
        try (creator) {
            creator.awaitMore(100);
            ToolRun first = save();
            whole = zxidIn(first);
            assertThat(first.out()).startsWith("Saved a snapshot of ");
            creator.awaitMore(100);
            ToolRun second = save();
            assertThat(second.out()).matches("(?s)Saved [0-9]+ transactions, up to zxid .*");
            incremental = zxidIn(second);
        }
        assertThat(whole).isLessThan(incremental);
        long newest = savedUnderAnotherLeader(ensemble, incremental);
        ToolRun verified = ToolRun.of(BackupMain::run, "verify", backup);
        assertThat(verified.exitCode()).as(verified.toString()).isZero();
        assertThat(verified.out()).contains("wrong 0 times", "The backup is whole.");
        assertThat(ToolRun.of(BackupMain::run, "list", backup).out())
                .contains(
                        "snapshot.",
                        "log.",
                        "Can be restored to zxid 0x" + Long.toHexString(whole) + " to 0x" + Long.toHexString(newest));

        long point = creator.created.floorKey((whole + incremental) / 2);
        ensemble.stopAll();
        for (Member member : ensemble.members()) {
            wipe(member.process().dataDir());
            ToolRun restored = restore(member.process().dataDir(), "--zxid", "0x" + Long.toHexString(point));
            assertThat(restored.out()).as(restored.toString()).startsWith("Restored zxid 0x" + Long.toHexString(point));
        }
        ensemble.start();
        for (Member member : ensemble.members()) {
            assertHas(member.port(), creator, point);
        }
        // Newer than anything that a client may have seen.
        assertThat(Zxid.epoch(ensemble.leader().zxid())).isGreaterThan(Zxid.epoch(newest));
    }

    /** What was committed in the epoch of another leader, while the first one is gone, belongs to the same backup. */
    private long savedUnderAnotherLeader(EnsembleProcess ensemble, long before) throws IOException {
        Member lost = ensemble.leader().kill();
        Member leader = ensemble.awaitServing(
                ensemble.members().stream().filter(member -> member != lost).toList());
        try (Creator creator = new Creator(leader.port(), "/second")) {
            creator.awaitMore(20);
            // The server that does not answer is passed over.
            servers.addAll(0, List.of("--server", "127.0.0.1:" + sandbox.freePort()));
            ToolRun run = save();
            long saved = zxidIn(run);
            assertThat(run.err()).contains(servers.get(1));
            assertThat(run.out()).startsWith("Saved ").contains(" transactions, ");
            assertThat(Zxid.epoch(saved)).isGreaterThan(Zxid.epoch(before));
            return saved;
        }
    }

    @Test
    void aServerOfOneIsRestoredToATime() throws Exception {
        ServerProcess server = sandbox.quorate(
                        withAdmin(ServerSettings.standalone().with("snapshot.compression.method", "gz")))
                .start();
        Creator creator = new Creator(server.port(), "/n");
        try (creator) {
            creator.awaitMore(10);
            zxidIn(save());
            creator.awaitMore(10);
        }
        Instant between = Instant.now();
        Await.until("the clock goes on", LIMIT, () -> Instant.now().isAfter(between.plusMillis(2)));
        try (RawClient client = RawClient.connect(server.port(), 30_000)) {
            client.call(OpCode.CREATE, new CreateRequest("/late", new byte[0], Acl.OPEN, 0));
        }
        zxidIn(save("--full"));
        Path data = Files.createDirectories(temp.resolve("data"));
        assertThat(restore(server.dataDir()).err()).contains("is not empty. Stop the server and move");
        assertThat(restore(data, "--time", between.toString()).exitCode()).isZero();
        assertDamageIsFound(server, between);
        ServerProcess restored =
                sandbox.quorate(ServerSettings.standalone()).dataDir(data).start();
        assertHas(restored.port(), creator, creator.created.lastKey());
        try (RawClient client = RawClient.connect(restored.port(), 30_000)) {
            assertThat(client.call(OpCode.EXISTS, new WatchedPathRequest("/late", false))
                            .err())
                    .isEqualTo(NO_NODE);
        }
    }

    private void assertDamageIsFound(ServerProcess server, Instant inLog) throws IOException {
        Path log = only("log.");
        byte[] bytes = Files.readAllBytes(log);
        bytes[bytes.length / 2]++;
        Files.write(log, bytes);
        ToolRun verified = ToolRun.of(BackupMain::run, "verify", backup);
        assertThat(verified.exitCode()).isEqualTo(1);
        assertThat(verified.err()).contains(log + " is damaged: its SHA-256 is ");
        assertThat(restore(temp.resolve("none"), "--time", inLog.toString()).err())
                .contains("is damaged");
        assertThat(temp.resolve("none/version-2")).doesNotExist();
        assertThat(restore(temp.resolve("none"), "--zxid", "0xffffffff").err()).contains("does not lead to zxid");
        assertThat(restore(temp.resolve("none"), "--zxid", "x").exitCode()).isEqualTo(2);

        Files.writeString(auth, "digest super:wrong");
        assertThat(save().err()).contains("answers with status 403: Not authorized", "Not saved");
        server.stop();
        assertThat(save().exitCode()).isEqualTo(1);
    }

    private Path only(String prefix) throws IOException {
        try (Stream<Path> files = Files.list(backup)) {
            return files.filter(file -> file.getFileName().toString().startsWith(prefix))
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Test
    void anApacheServersSnapshotIsTakenToo() throws Exception {
        ServerProcess server =
                sandbox.apache(withAdmin(ServerSettings.standalone())).start();
        try (RawClient client = RawClient.connect(server.port(), 30_000)) {
            client.call(OpCode.CREATE, new CreateRequest("/a", "x".getBytes(StandardCharsets.UTF_8), Acl.OPEN, 0));
        }
        Await.until("its admin server", LIMIT, () -> save().exitCode() == 0);
        assertThat(ToolRun.of(BackupMain::run, "verify", backup).exitCode()).isZero();
        Path data = temp.resolve("data");
        assertThat(restore(data).exitCode()).isZero();
        try (Stream<Path> snapshot = Files.list(data.resolve("version-2"))
                .filter(file -> file.toString().contains("snapshot"))) {
            assertThat(ToolRun.of(SnapshotToolkitMain::run, snapshot.findFirst().orElseThrow())
                            .out())
                    .contains("\n/a\n");
        }
    }
}
