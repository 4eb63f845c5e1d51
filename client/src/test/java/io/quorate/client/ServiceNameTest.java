package io.quorate.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.client.SystemNames.Srv;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Servers that the DNS tells. */
class ServiceNameTest {
    private static final String SERVICE = "_zookeeper._tcp.example.org";
    private static final HostPort A = new HostPort("a.example.org", 2181);
    private static final HostPort B = new HostPort("b.example.org", 2182);

    @Test
    void aConnectStringMayNameAService() {
        ConnectString parsed = ConnectString.parse("dns-srv://" + SERVICE + "/app");
        assertThat(parsed).isEqualTo(new ConnectString(List.of(), "/app", SERVICE));
        assertThat(parsed).hasToString("dns-srv://" + SERVICE + "/app");
        assertThat(ConnectString.parse("dns-srv://" + SERVICE + "/").chroot()).isEmpty();
        assertThatThrownBy(() -> ConnectString.parse("dns-srv:///app")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ConnectString(List.of(A), "", SERVICE))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theRecordsOfAServiceAreRead() throws Exception {
        try (FakeDns dns = new FakeDns()) {
            dns.answer(SERVICE, "10 1 2181 a.example.org", "20 1 2182 b.example.org");
            NameService names = NameService.ofDns(dns.url());
            assertThat(names.servers(SERVICE)).containsExactly(A, B);
            dns.answer(SERVICE, "1 1 2182 b.example.org");
            assertThat(names.servers(SERVICE)).containsExactly(B);
            assertThatThrownBy(() -> names.servers("_other._tcp.example.org"))
                    .isInstanceOf(UnknownHostException.class)
                    .hasMessageContaining("_other._tcp.example.org");
        }
    }

    @Test
    void nothingButADnsIsAsked() {
        assertThatThrownBy(() -> NameService.ofDns("ldap://127.0.0.1")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> NameService.ofSystem().servers("ldap:x"))
                .isInstanceOf(UnknownHostException.class)
                .hasMessageContaining("are expected");
    }

    @Test
    void lowPriorityComesFirstAndWeightDecidesAmongEquals() {
        List<Srv> records = List.of(new Srv(2, 1000, B), new Srv(1, 90, A), new Srv(1, 8, new HostPort("c", 1)));
        Random random = new Random(3);
        int first = 0;
        for (int i = 0; i < 1000; i++) {
            List<HostPort> order = SystemNames.inOrder(records, random);
            assertThat(order).hasSize(3).endsWith(B);
            first += order.get(0).equals(A) ? 1 : 0;
        }
        assertThat(first).isBetween(850, 970);
        assertThat(Srv.parse("0 0 0 .")).as("there is no such service").isNull();
        assertThatThrownBy(() -> Srv.parse("1 2 3")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aSessionAsksForItsServersInEachRound() {
        ScriptedSession session = new ScriptedSession("dns-srv://" + SERVICE, 9000);
        session.cnxn.onStart(session.now);
        assertThat(session.lookUps).containsExactly(SERVICE);
        session.cnxn.onServers(List.of(A, B), session.now);
        assertThat(session.attempts).containsExactly(A);
        session.lost();
        session.pass(0);
        assertThat(session.attempts).containsExactly(A, B);
        assertThat(session.lookUps).hasSize(1);
        session.lost();
        session.pass(1000);
        assertThat(session.lookUps).hasSize(2);
        session.cnxn.onServers(List.of(B), session.now);
        assertThat(session.attempts).containsExactly(A, B, B);
        session.accepted(0x12);
        assertThat(session.cnxn.state()).isEqualTo(SessionState.CONNECTED);
    }

    @Test
    void aServiceThatIsNotFoundIsTriedAgain() {
        ScriptedSession session = new ScriptedSession("dns-srv://" + SERVICE, 9000);
        session.cnxn.onStart(session.now);
        session.getData("/1", false);
        session.lost();
        assertThat(session.heard).containsExactly("/1: CONNECTION_LOSS");
        session.pass(1000);
        assertThat(session.lookUps).hasSize(2);
        assertThat(session.attempts).isEmpty();
    }
}
