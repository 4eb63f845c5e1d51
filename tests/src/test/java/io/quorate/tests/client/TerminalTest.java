package io.quorate.tests.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.quorate.client.Acls;
import io.quorate.client.CreateMode;
import io.quorate.client.ZooKeeper;
import io.quorate.recipes.DistributedLock;
import io.quorate.recipes.Grant;
import io.quorate.recipes.Sessions;
import io.quorate.tests.harness.Await;
import io.quorate.tests.harness.Locations;
import io.quorate.tests.harness.Sandbox;
import io.quorate.tests.harness.ServerProcess;
import io.quorate.tests.harness.ServerSettings;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@code zkCli.sh} at a terminal: prompt, completion, history, colours, events between the lines, Ctrl-C and Ctrl-D. */
@Timeout(180)
class TerminalTest {
    private static final Duration LIMIT = Duration.ofSeconds(40);
    private static final String UP = "\u001bOA";
    private static final String CTRL_C = "\u0003";
    private static final String CTRL_U = "\u0015";
    private static final String CTRL_D = "\u0004";
    private static final String RED = "\u001b[31m";

    @RegisterExtension
    static final Sandbox SANDBOX = Sandbox.perClass();

    @Test
    void aPersonCanWorkWithIt() throws Exception {
        assumeTrue(PseudoTerminal.isPossible(), "this machine has no script (util-linux), or no env (coreutils)");
        ServerProcess server = SANDBOX.quorate(ServerSettings.standalone()).start();
        String at = "127.0.0.1:" + server.port();
        String shell = Locations.layout().resolve("bin/zkCli.sh") + " -server " + at;
        try (PseudoTerminal terminal = PseudoTerminal.run(shell);
                ZooKeeper other = ZooKeeper.builder(at).connect()) {
            terminal.awaitText("JLine support is enabled");
            terminal.awaitText("CONNECTED");
            completesCommandsAndPaths(terminal);
            recallsAndRepeatsLines(terminal);
            showsErrorsInRed(terminal);
            showsEventsWhileALineIsTyped(terminal, other);
            breaksOffACommand(terminal, other);
            leavesTheLineForALock(terminal, other);
            terminal.type("whoami\r");
            terminal.awaitText("Auth scheme: User");
            terminal.awaitText("CONNECTED");
            terminal.awaitText("11] ");
            terminal.type(CTRL_D);
            assertThat(terminal.awaitExit()).as(terminal.shown()).isZero();
        }
    }

    private static void completesCommandsAndPaths(PseudoTerminal terminal) throws Exception {
        terminal.type("getAllC\t");
        terminal.awaitText("getAllChildrenNumber ");
        terminal.type("/zoo\t");
        terminal.awaitText("/zookeeper");
        terminal.type("/q\t");
        terminal.awaitText("quota");
        terminal.type("\r");
        terminal.awaitText("0\r\n");
        terminal.type("ls /zookeeper\r");
        terminal.awaitText("[config, quota]");
        terminal.type("create -\t");
        terminal.awaitText("Delete it when the session ends");
        // Ctrl-C is a signal: one that comes while the list is drawn is for nobody, and keys behind it are thrown away.
        terminal.type(CTRL_U);
    }

    private static void recallsAndRepeatsLines(PseudoTerminal terminal) throws Exception {
        terminal.type(UP);
        terminal.awaitText("ls /zookeeper");
        terminal.type("\r");
        terminal.awaitText("[config, quota]");
        terminal.type("redo 1\r");
        terminal.awaitText("[config, quota]");
        terminal.type("history\r");
        terminal.awaitText("3 - ls /zookeeper");
        terminal.awaitText("4 - history");
    }

    private static void showsErrorsInRed(PseudoTerminal terminal) throws Exception {
        terminal.type("get /nope\r");
        terminal.awaitText(RED + "Node does not exist: /nope");
    }

    private static void showsEventsWhileALineIsTyped(PseudoTerminal terminal, ZooKeeper other) throws Exception {
        terminal.type("stat -w /new\r");
        terminal.awaitText("Node does not exist: /new");
        terminal.type("ls /zoo");
        terminal.awaitText("ls /zoo");
        other.blocking().create("/new", null, Acls.OPEN, CreateMode.PERSISTENT);
        terminal.awaitText("type:NodeCreated path:/new");
        terminal.awaitText("ls /zoo");
        terminal.type("keeper/config\r");
        terminal.awaitText("[]");
    }

    private static void breaksOffACommand(PseudoTerminal terminal, ZooKeeper other) throws Exception {
        terminal.type("watch -d /\r");
        terminal.awaitText("watch -d /");
        // The watch is set some time after the line was typed: the first change that it sees is enough.
        Await.until("an event", LIMIT, () -> {
            other.blocking().setData("/new", new byte[] {'x'}, -1);
            return terminal.shows(" NodeDataChanged /new 0x");
        });
        terminal.type(CTRL_C);
        terminal.awaitText("Interrupted");
        terminal.awaitText("CONNECTED");
    }

    private static void leavesTheLineForALock(PseudoTerminal terminal, ZooKeeper other) throws Exception {
        Grant held = new DistributedLock(Sessions.of(other), "/l").lock();
        terminal.type("lock /l\r");
        Await.until(
                "the shell waits",
                LIMIT,
                () -> other.blocking().getChildren("/l").size() == 2);
        terminal.type(CTRL_C);
        terminal.awaitText("Interrupted");
        terminal.awaitText("CONNECTED");
        held.release();
        Await.until("nobody has the lock", LIMIT, () -> other.blocking()
                .getChildren("/l")
                .isEmpty());
    }
}
