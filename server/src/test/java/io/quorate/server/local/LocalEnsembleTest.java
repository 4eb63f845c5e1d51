package io.quorate.server.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.server.config.ConfigParser;
import io.quorate.server.config.EnsembleConfig;
import io.quorate.server.config.QuorumPeerConfig;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class LocalEnsembleTest {
    @TempDir
    Path dir;

    @Test
    void theServersOfANewEnsembleKnowEachOtherAndHavePortsOfTheirOwn() throws Exception {
        LocalEnsemble ensemble = LocalEnsemble.layOut(dir, 5);
        Set<Integer> ports = new HashSet<>();
        List<EnsembleConfig.Member> members = List.of();
        for (int id : ensemble.ids()) {
            QuorumPeerConfig config = config(dir, id);
            assertThat(config.ensemble().myid()).isEqualTo(OptionalLong.of(id));
            assertThat(config.ensemble().distributed()).isTrue();
            ports.add(port(dir, id));
            members = config.ensemble().members();
            for (EnsembleConfig.Member member : members) {
                ports.add(member.addresses().get(0).quorumPort());
                ports.add(member.addresses().get(0).electionPort());
            }
        }
        assertThat(members).hasSize(5);
        assertThat(ports).hasSize(15);
        assertThat(LocalEnsemble.in(dir).addresses()).hasSize(5).allMatch(address -> ports.contains(address.port()));
    }

    @Test
    void withoutANumberThereAreThreeAndLaterAsManyAsThereWere() throws Exception {
        assertThat(LocalEnsemble.layOut(dir, null).ids()).containsExactly(1, 2, 3);
        Path other = dir.resolve("other");
        LocalEnsemble.layOut(other, 1);
        assertThat(LocalEnsemble.layOut(other, null).ids()).containsExactly(1);
        assertThat(config(other, 1).ensemble().distributed()).isFalse();
        assertThatThrownBy(() -> LocalEnsemble.layOut(other, 2))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("1 servers, not of 2");
    }

    @Test
    void portsAreChosenAnewWhenOneIsTakenButNotWhileAServerRuns() throws Exception {
        LocalEnsemble.layOut(dir, 1);
        int port = port(dir, 1);
        try (ServerSocket taken = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            assertThat(taken.isBound()).isTrue();
            Path pidFile = dir.resolve("server-1/data/zookeeper_server.pid");
            Files.writeString(pidFile, ProcessHandle.current().pid() + "\n");
            LocalEnsemble.layOut(dir, 1);
            assertThat(port(dir, 1)).isEqualTo(port);
            Files.delete(pidFile);
            LocalEnsemble.layOut(dir, 1);
            assertThat(port(dir, 1)).isNotEqualTo(port);
        }
    }

    @Test
    void theTableTellsHowFarBehindTheServersAre() {
        StatusTable table = new StatusTable(List.of(
                new ServerState(ServerAddress.of(1, "localhost:1"), "follower", 2, 0x1_0000_0009L, 4, "v"),
                new ServerState(ServerAddress.of(2, "localhost:22"), "leader", 2, 0x2_0000_0003L, 4, "v"),
                new ServerState(ServerAddress.of(3, "localhost:3"), "observer", 2, 0x2_0000_0001L, 4, "v")));
        assertThat(table.isComplete()).isTrue();
        assertThat(table.lines())
                .containsExactly(
                        "SERVER  ROLE      EPOCH  ZXID         LAG  SESSIONS  ADDRESS       VERSION",
                        "1       follower  2      0x100000009  3    4         localhost:1   v",
                        "2       leader    2      0x200000003  0    4         localhost:22  v",
                        "3       observer  2      0x200000001  2    4         localhost:3   v");
    }

    @Test
    void aServerThatDoesNotAnswerMakesTheStatusFail() throws Exception {
        LocalEnsemble.layOut(dir, 1);
        ServerState down = ServerState.of(LocalEnsemble.in(dir).addresses().get(0));
        assertThat(down.role()).isEqualTo(ServerState.DOWN);
        ServerState leader = new ServerState(ServerAddress.of(2, "localhost:2"), "leader", 1, 1L << 32, 0, "v");
        StatusTable table = new StatusTable(List.of(down, leader));
        assertThat(table.isComplete()).isFalse();
        assertThat(table.lines().get(1)).startsWith("1       down    -      -            -    -");
    }

    @Test
    void mistakesAreSaid() {
        assertThat(run("status", "--dir", dir.toString())).startsWith("1 Error: there is no ensemble in " + dir);
        assertThat(run("layout", "--dir", dir.toString(), "--servers", "10"))
                .startsWith("2 --servers: 10 (expected: 1 to 9)");
        assertThat(run("status", "nowhere")).contains("\"nowhere\" (expected: host:port)");
        assertThat(run("status")).startsWith("2 Neither --dir nor HOST:PORT");
    }

    private static String run(String... arguments) {
        StringWriter said = new StringWriter();
        CommandLine line = EnsembleMain.commandLine();
        line.setErr(new PrintWriter(said));
        int exit = line.execute(arguments);
        return exit + " " + said.toString().strip();
    }

    private static int port(Path dir, int id) throws Exception {
        return config(dir, id).clientPort().socketAddress().getPort();
    }

    private static QuorumPeerConfig config(Path dir, int id) throws Exception {
        return ConfigParser.parse(dir.resolve("server-" + id + "/conf/zoo.cfg"), new Properties())
                .config();
    }
}
