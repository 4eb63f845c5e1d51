package io.quorate.tests.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.quorate.client.Acls;
import io.quorate.client.CreateMode;
import io.quorate.client.ZooKeeper;
import io.quorate.tests.harness.Sandbox;
import io.quorate.tests.harness.ServerProcess;
import io.quorate.tests.harness.ServerSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;

/** Our shell, as a process, beside the released one of Apache (spec: admin-interfaces §4). */
@AgainstEveryServer
@Timeout(120)
class CliTest {
    private static final List<String> GREETING =
            List.of("", "WATCHER::", "", "WatchedEvent state:SyncConnected type:None path:null zxid: -1");

    private static final Sandbox SANDBOX = Sandbox.perClass();
    private static ServerProcess server;
    private static Path dir;

    CliTest(ServerKind kind) {
        assertThat(server.product()).isEqualToIgnoringCase(kind.name());
    }

    @BeforeParameterizedClassInvocation
    static void startServer(ServerKind kind) {
        server = kind.create(SANDBOX, ServerSettings.standalone().withProperty("extendedTypesEnabled", true))
                .start();
        dir = SANDBOX.directory("cli");
    }

    @AfterParameterizedClassInvocation
    static void stopServer() throws Exception {
        SANDBOX.clear();
    }

    @Test
    void manyLinesFromAPipeGetTheSameAnswersAsFromApache() throws Exception {
        String script = String.join(
                "\n",
                "ls /",
                "create /a hello",
                "create /a again",
                "create /a/b",
                "create -s /a/s- x",
                "create -e /a/e x",
                "create -e -s /a/e- x",
                "create -c /c",
                "create -t 100000 /t x",
                "create -e -c /no",
                "create -t 5 -e /no",
                "create -t x /no",
                "create -t 0 /no x",
                "create /x/y",
                "create /a/e/below",
                "create noslash",
                "create /slash/",
                "create /a//b",
                "create \"/with blank\" 'some data'",
                "ls /",
                "ls -s /a",
                "ls -R /",
                "ls /nope",
                "ls -R /nope",
                "get /a",
                "get -s /a",
                "get -b /a",
                "get -x /a",
                "get /a/b",
                "create /long 'sixteen bytes.. and then some more, with umlauts: \u00e4\u00f6\u00fc, and a tilde ~'",
                "get -x -s /long",
                "get /long",
                "delete /long",
                "get \"/with blank\"",
                "get /nope",
                "stat /a",
                "stat /nope",
                "set /a other",
                "set -s /a more",
                "set -v 9 /a x",
                "set -b /a aGVsbG8=",
                "set /nope x",
                "get /a",
                "getAcl /a",
                "getAcl -s /a",
                "getAcl /nope",
                "create /locked x world:anyone:ra",
                "set /locked y",
                "create /locked/below",
                "setAcl /locked world:anyone:cdrwa",
                "setAcl -s /locked world:anyone:cdrwa,ip:127.0.0.1/8:r",
                "setAcl -v 9 /locked world:anyone:r",
                "setAcl /nope world:anyone:r",
                "getAcl /locked",
                "addauth digest u:p",
                "whoami",
                "create /mine x auth::cdrwa",
                "getAcl /mine",
                "delete /a",
                "delete -v 7 /a/b",
                "delete -v 0 /a/b",
                "delete /nope",
                "delete /",
                "getAllChildrenNumber /a",
                "sync /a",
                "config",
                "deleteall /a",
                "deleteall /nope",
                "ls /",
                "printwatches",
                "printwatches off",
                "printwatches",
                "removewatches /c",
                "addWatch /c",
                "set /c x",
                "removewatches /c",
                "redo 0",
                "redo 9999",
                "history",
                "close",
                "ls /",
                "quit");
        create("/apache");
        create("/quorate");
        CliRun apache = CliRun.ofApache(dir, script, "-server", at("/apache"), "-waitforconnection");
        CliRun quorate = CliRun.ofQuorate(dir, script, "-server", at("/quorate"), "-waitforconnection");
        assertThat(quorate.masked().out()).isEqualTo(apache.masked().out());
        assertThat(quorate.masked().err()).isEqualTo(apache.masked().err());
        // The line before quit failed: there was no session any more. Apache's shell forgets that.
        assertThat(apache.exitCode()).isZero();
        assertThat(quorate.exitCode()).isEqualTo(1);
    }

    @Test
    void ephemeralsAreShownAsTheUserKnowsThem() throws Exception {
        create("/home");
        CliRun run = CliRun.ofQuorate(
                dir,
                "create -e /f\ncreate -e /e\ngetEphemerals\ngetEphemerals /e\ngetEphemerals /x\n",
                "-server",
                at("/home"),
                "-quiet");
        assertThat(run.out()).containsExactly("[/e, /f]", "[/e]", "[]");
    }

    @Test
    void aSingleCommandPrintsItsResultLastAndExitsWithItsOutcome() throws Exception {
        assumeOneKindWillDo();
        create("/single");
        CliRun created = quorate("create", "/single/a", "hello");
        assertThat(created.exitCode()).isZero();
        assertThat(created.err()).containsExactly("Created /single/a");
        assertThat(created.out()).isEqualTo(greetingAnd());

        CliRun got = quorate("get", "/single/a");
        assertThat(got.exitCode()).isZero();
        assertThat(got.out()).isEqualTo(greetingAnd("hello"));
        assertThat(got.err()).isEmpty();

        CliRun missing = quorate("ls", "/single/nope");
        assertThat(missing.exitCode()).isEqualTo(1);
        assertThat(missing.out()).isEqualTo(greetingAnd());
        assertThat(missing.err()).containsExactly("Node does not exist: /single/nope");

        CliRun unknown = quorate("nosuch");
        assertThat(unknown.exitCode()).isEqualTo(127);
        assertThat(unknown.err()).endsWith("Command not found: Command not found nosuch");

        CliRun incomplete = quorate("delete");
        assertThat(incomplete.exitCode()).isEqualTo(1);
        assertThat(incomplete.err())
                .containsExactly("delete [-v version] path", "Missing required parameter: 'path' (try: help delete)");
    }

    @Test
    void quietLeavesTheResultAlone() throws Exception {
        assumeOneKindWillDo();
        CliRun quiet = CliRun.ofQuorate(dir, "", "-server", at(""), "-quiet", "ls", "/zookeeper");
        assertThat(quiet).isEqualTo(new CliRun(0, List.of("[config, quota]"), List.of()));
    }

    @Test
    void theExitCodeOfAPipeIsThatOfItsLastLine() throws Exception {
        assumeOneKindWillDo();
        assertThat(piped("ls /nope\nls /\n").exitCode()).isZero();
        assertThat(piped("ls /\nls /nope\n").exitCode()).isEqualTo(1);
        assertThat(piped("ls /\nnosuch\n").exitCode()).isEqualTo(127);
        assertThat(piped("").exitCode()).isZero();
    }

    @Test
    void watchesPrintTheirEventsBeforeTheNextResult() throws Exception {
        create("/watched");
        CliRun run = piped("get -w /watched\nset /watched x\nls -w /watched\ncreate /watched/b\nstat -w /watched/c\n"
                + "create /watched/c\naddWatch -m PERSISTENT /watched\nset /watched y\nremovewatches /watched\n");
        assertThat(run.masked().out().subList(7, run.out().size()))
                .containsExactly(
                        "null",
                        "",
                        "WATCHER::",
                        "",
                        "WatchedEvent state:SyncConnected type:NodeDataChanged path:/watched zxid: #",
                        "[]",
                        "",
                        "WATCHER::",
                        "",
                        "WatchedEvent state:SyncConnected type:NodeChildrenChanged path:/watched zxid: #",
                        "",
                        "WATCHER::",
                        "",
                        "WatchedEvent state:SyncConnected type:NodeCreated path:/watched/c zxid: #",
                        "",
                        "WATCHER::",
                        "",
                        "WatchedEvent state:SyncConnected type:NodeDataChanged path:/watched zxid: #",
                        "",
                        "WATCHER::",
                        "",
                        "WatchedEvent state:SyncConnected type:PersistentWatchRemoved path:/watched zxid: -1");
    }

    @Test
    void aServerThatIsNotThereIsSaidAndKeepsOutputClean() throws Exception {
        assumeOneKindWillDo();
        CliRun run = CliRun.ofQuorate(dir, "", "-server", "127.0.0.1:1", "-timeout", "3000", "ls", "/");
        assertThat(run)
                .isEqualTo(new CliRun(
                        1, List.of("Connecting to 127.0.0.1:1"), List.of("KeeperErrorCode = ConnectionLoss for /")));
        CliRun waiting = CliRun.ofQuorate(
                dir, "", "-server", "127.0.0.1:1", "-timeout", "1000", "-waitforconnection", "ls", "/");
        assertThat(waiting.exitCode()).isEqualTo(1);
        assertThat(waiting.err()).containsExactly("no connection to 127.0.0.1:1 within 1000 ms");
    }

    @Test
    void theSessionIsClosedWhenTheShellEnds() throws Exception {
        create("/ending");
        assertThat(quorate("create", "-e", "/ending/e").exitCode()).isZero();
        assertThat(piped("create -e /ending/f\n").exitCode()).isZero();
        assertThat(quorate("ls", "/ending").out()).endsWith("[]");
    }

    @Test
    void wrongOptionsAreSaid() throws Exception {
        assumeOneKindWillDo();
        CliRun run = CliRun.ofQuorate(dir, "", "-server", at(""), "-nosuch", "ls", "/");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).hasSize(1).first().asString().contains("-nosuch");
        CliRun number = CliRun.ofQuorate(dir, "", "-server", at(""), "-timeout", "soon", "ls", "/");
        assertThat(number.exitCode()).isEqualTo(1);
        assertThat(number.err()).hasSize(1).first().asString().contains("soon");
        CliRun port = CliRun.ofQuorate(dir, "", "-server", "127.0.0.1:x", "ls", "/");
        assertThat(port.exitCode()).isEqualTo(1);
        assertThat(port.err()).hasSize(1).first().asString().contains("127.0.0.1:x");
    }

    private static CliRun quorate(String... command) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("-server", at("")));
        arguments.addAll(List.of(command));
        return CliRun.ofQuorate(dir, "", arguments.toArray(String[]::new));
    }

    private static CliRun piped(String input) throws Exception {
        return CliRun.ofQuorate(dir, input, "-server", at(""), "-waitforconnection");
    }

    private static List<String> greetingAnd(String... result) {
        List<String> lines = new ArrayList<>(List.of("Connecting to " + at("")));
        lines.addAll(GREETING);
        lines.addAll(List.of(result));
        return lines;
    }

    private static String at(String chroot) {
        return "127.0.0.1:" + server.port() + chroot;
    }

    /** For what is the shell's alone. */
    private static void assumeOneKindWillDo() {
        assumeTrue("quorate".equalsIgnoreCase(server.product()), "once is enough, the server has no part in it");
    }

    private static void create(String path) throws Exception {
        try (ZooKeeper session = ZooKeeper.builder(at("")).connect()) {
            session.blocking().create(path, null, Acls.OPEN, CreateMode.PERSISTENT);
        }
    }
}
