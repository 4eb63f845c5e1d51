package io.quorate.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.quorate.jute.proto.ConnectRequest;
import io.quorate.jute.proto.ReplyHeader;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sessions that are given another list of servers. */
class UpdateServerListTest {
    private static final int CLIENTS = 60_000;

    private final ScriptedSession session = new ScriptedSession("a:1", 9000);
    private final CompletableFuture<Boolean> leaves = new CompletableFuture<>();

    /** The last column: which part of the clients has to move. */
    @ParameterizedTest
    @CsvSource({
        "a b c, a b c d e, 0.4",
        "a b c d e, a b c, 0.4",
        "a b c, b c d, 0.333",
        "a b c, d e f, 1",
        "a b c d, a e, 0.75",
        "a b, b c d, 0.667",
        "a b c, c b a, 0",
    })
    void clientsStaySpreadEvenlyAndFewMove(String before, String after, double moved) {
        List<HostPort> old = servers(before);
        List<HostPort> next = servers(after);
        Random random = new Random(5);
        int left = 0;
        Map<HostPort, Long> clients;
        HostPort[] at = new HostPort[CLIENTS];
        for (int client = 0; client < CLIENTS; client++) {
            ServerList list = new ServerList(old, random);
            HostPort first = list.next();
            boolean leaves = list.update(next, first);
            at[client] = leaves ? list.next() : first;
            left += leaves ? 1 : 0;
        }
        clients = Arrays.stream(at).collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
        assertThat(clients.keySet()).containsExactlyInAnyOrderElementsOf(next);
        assertThat(clients.values()).allSatisfy(each -> assertThat((double) each * next.size() / CLIENTS)
                .isEqualTo(1, within(0.05)));
        assertThat((double) left / CLIENTS).isEqualTo(moved, within(0.02));
    }

    @Test
    void aSessionMovesOnceItsCallsAreAnsweredAndNoneFails() {
        session.started(0x12);
        session.getData("/1", false);
        session.cnxn.onServerList(servers("b c"), leaves, session.now);
        session.getData("/2", false);
        assertThat(leaves).isCompletedWithValue(true);
        assertThat(session.sent()).hasToString("[1 getData]");
        session.reply(1, 5, 0);
        assertThat(session.isLinked()).isFalse();
        session.pass(0);
        assertThat(session.attempts).hasSize(2);
        assertThat(session.attempts.get(1)).isIn(servers("b c"));
        ConnectRequest request = session.accepted(0x12);
        assertThat(request.sessionId()).isEqualTo(0x12);
        assertThat(session.sent()).hasToString("[2 getData]");
        session.reply(2, 6, 0);
        assertThat(session.heard)
                .containsExactly(
                        "session SyncConnected", "/1: ok", "session Disconnected", "session SyncConnected", "/2: ok");
    }

    @Test
    void aSessionWithoutAConnectionLooksAtTheNewServersAtOnce() {
        session.cnxn.onStart(session.now);
        session.getData("/1", false);
        session.cnxn.onServerList(servers("b"), leaves, session.now);
        assertThat(leaves).isCompletedWithValue(false);
        session.pass(0);
        assertThat(session.attempts).isEqualTo(servers("a b"));
        session.accepted(0x12);
        session.reply(1, 5, 0);
        assertThat(session.heard).containsExactly("session SyncConnected", "/1: ok");
    }

    @Test
    void aServerThatIsKeptIsNotLeft() {
        session.started(0x12);
        session.cnxn.onServerList(servers("a"), leaves, session.now);
        assertThat(leaves).isCompletedWithValue(false);
        assertThat(session.isLinked()).isTrue();
        session.lost();
        session.pass(0);
        assertThat(session.attempts).isEqualTo(servers("a a"));
    }

    @Test
    void aSessionMovesBehindAReplyThatIsTooLong() {
        session.started(0x12);
        session.getData("/1", false);
        session.cnxn.onServerList(servers("b"), leaves, session.now);
        session.cnxn.onOversize(new OversizeReply(new ReplyHeader(1, 5, 0), 5000), session.now);
        assertThat(session.isLinked()).isFalse();
    }

    @Test
    void aSessionThatIsToMoveIsClosedWhereItIs() {
        session.started(0x12);
        session.getData("/1", false);
        session.cnxn.onServerList(servers("b"), leaves, session.now);
        session.getData("/2", false);
        session.cnxn.onClose(session.now);
        assertThat(session.sent()).hasToString("[1 getData, 2 getData, 3 closeSession]");
        session.reply(1, 5, 0);
        session.reply(2, 5, 0);
        assertThat(session.isLinked()).isTrue();
        session.reply(3, 6, 0);
        assertThat(session.heard).contains("/1: ok", "/2: ok");
    }

    @Test
    void aSessionThatIsToMoveIsHandedOverWhereItIs() {
        session.started(0x12);
        session.getData("/1", false);
        session.cnxn.onServerList(servers("b"), leaves, session.now);
        session.getData("/2", false);
        CompletableFuture<SessionTicket> ticket = new CompletableFuture<>();
        session.cnxn.onDetach(ticket, session.now);
        session.reply(1, 5, 0);
        session.reply(2, 5, 0);
        assertThat(ticket).isCompleted();
        assertThat(session.heard).contains("/1: ok", "/2: ok");
    }

    @Test
    void aSessionThatIsNotToMoveAnyMoreSendsWhatHasWaited() {
        session.started(0x12);
        session.getData("/1", false);
        session.cnxn.onServerList(servers("b"), leaves, session.now);
        session.getData("/2", false);
        session.cnxn.onServerList(servers("a"), new CompletableFuture<>(), session.now);
        assertThat(session.sent()).hasToString("[1 getData, 2 getData]");
    }

    @Test
    void aSessionThatIsOverHasNoServers() {
        session.started(0x12);
        session.cnxn.onClose(session.now);
        session.lost();
        session.cnxn.onServerList(servers("b"), leaves, session.now);
        assertThat(leaves).isCompletedExceptionally();
    }

    @Test
    void aSessionOfAServiceAsksTheDnsAlone() {
        try (ZooKeeper zk = ZooKeeper.builder("dns-srv://service.invalid").connect()) {
            assertThatThrownBy(() -> zk.updateServerList("127.0.0.1:2"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("DNS");
        }
    }

    @Test
    void onlyHostsCanBeGiven() {
        try (ZooKeeper zk = ZooKeeper.builder("127.0.0.1:1/root").connect()) {
            assertThat(zk.updateServerList("127.0.0.1:2,127.0.0.1:3/root").join())
                    .isFalse();
            for (String wrong : List.of("127.0.0.1:2/other", "dns-srv://service", "")) {
                assertThatThrownBy(() -> zk.updateServerList(wrong)).isInstanceOf(IllegalArgumentException.class);
            }
        }
    }

    /** A word a server, with a port of its own. */
    private static List<HostPort> servers(String words) {
        return Arrays.stream(words.split(" "))
                .map(word -> new HostPort(word, word.charAt(0) - 'a' + 1))
                .toList();
    }
}
