package io.quorate.ensemble;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.jute.quorum.HostPort;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Client-protocol §5.5, "QuorumServer text"; the right column was printed by Apache 3.9.5 for the left one. */
class QuorumServerTest {
    @ParameterizedTest
    @CsvSource({
        "127.0.0.1:1:2, 127.0.0.1:1:2:participant",
        "127.0.0.1:1:2:participant, 127.0.0.1:1:2:participant",
        "127.0.0.1:1:2:OBSERVER, 127.0.0.1:1:2:observer",
        "127.0.0.1:1:2:observer;3, 127.0.0.1:1:2:observer;0.0.0.0:3",
        "127.0.0.1:1:2;127.0.0.1:3, 127.0.0.1:1:2:participant;127.0.0.1:3",
        "127.0.0.1:1:2;, 127.0.0.1:1:2:participant",
        "localhost:1:2;localhost:3, localhost:1:2:participant;localhost:3",
        "nosuchhost.invalid:1:2;3, nosuchhost.invalid:1:2:participant;0.0.0.0:3",
        "127.0.0.1:1:2|127.0.0.2:3:4, 127.0.0.1:1:2|127.0.0.2:3:4:participant",
        "127.0.0.1:1:2|127.0.0.2:3:4:observer;5, 127.0.0.1:1:2|127.0.0.2:3:4:observer;0.0.0.0:5",
        "127.0.0.1:1:2:observer|127.0.0.2:3:4;5, 127.0.0.1:1:2|127.0.0.2:3:4:observer;0.0.0.0:5",
        "[::1]:1:2, [0:0:0:0:0:0:0:1]:1:2:participant",
        "[::1]:1:2:observer;[::1]:3, [0:0:0:0:0:0:0:1]:1:2:observer;[0:0:0:0:0:0:0:1]:3",
        "[2001:db8::1]:1:2, [2001:db8:0:0:0:0:0:1]:1:2:participant",
    })
    void readsWhatApacheReadsAndPrintsWhatItPrints(String given, String printed) {
        assertThat(QuorumServer.parse(1, given).toText()).isEqualTo(printed);
        assertThat(QuorumServer.parse(1, printed)).isEqualTo(QuorumServer.parse(1, given));
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, expected: host:quorumPort:electionPort",
        "127.0.0.1:1, expected: host:quorumPort:electionPort",
        "127.0.0.1:1:2:participant:5, expected: host:quorumPort:electionPort",
        "127.0.0.1:1:1, two different ones",
        "127.0.0.1:0:2, port: 0 (expected: 1 to 65535)",
        "127.0.0.1:1:70000, port: 70000",
        "127.0.0.1:x:2, port: 'x'",
        "127.0.0.1:-1:2, port: '-1'",
        "127.0.0.1:1:2:3, expected: participant or observer",
        "127.0.0.1:1:2;3;4, at most one client address",
        "127.0.0.1:1:2;x, port: 'x'",
        "127.0.0.1:1:2;:3, client address",
        "127.0.0.1:1:2:observer|127.0.0.2:3:4:participant, both observer and participant",
        ":1:2, host: ''",
        "a b:1:2, host: 'a b'",
        "[:::1]:1:2, this is no IPv6",
        "[1:2:3]:1:2, this is no IPv6",
        "[1:2:3:4:5:6:7:8:9]:1:2, this is no IPv6",
        "[::12345]:1:2, this is no IPv6",
        "[::1.2.3.256]:1:2, this is no IPv6",
    })
    void refusesAnythingElseAndSaysWhatWasExpected(String text, String message) {
        assertThatThrownBy(() -> QuorumServer.parse(4, text))
                .isInstanceOf(MalformedEnsembleException.class)
                .hasMessageStartingWith("server.4: ")
                .hasMessageContaining(message);
    }

    @Test
    void ipv6AddressesAreEqualInEverySpelling() {
        assertThat(QuorumServer.parse(1, "[2001:DB8::]:1:2"))
                .isEqualTo(QuorumServer.parse(1, "[2001:db8:0:0::0:0]:1:2"));
        assertThat(QuorumServer.parse(1, "[::ffff:1.2.3.4]:1:2"))
                .isEqualTo(QuorumServer.parse(1, "[0:0:0:0:0:ffff:102:304]:1:2"));
        assertThat(QuorumServer.parse(1, "[fe80::1%eth0]:1:2")
                        .addresses()
                        .get(0)
                        .host())
                .isEqualTo("fe80:0:0:0:0:0:0:1%eth0");
    }

    @Test
    void knowsWhereItsPortsAre() {
        QuorumServer server = QuorumServer.parse(7, "a:1:2|b:3:4;5");
        assertThat(server.quorumAddresses()).containsExactly(new HostPort("a", 1), new HostPort("b", 3));
        assertThat(server.electionAddresses()).containsExactly(new HostPort("a", 2), new HostPort("b", 4));
        assertThat(server.clientAddress()).isEqualTo(new HostPort("0.0.0.0", 5));
        assertThat(server.isVoter()).isTrue();
    }

    @Test
    void needsASidAndAnAddress() {
        assertThatThrownBy(() -> QuorumServer.parse(-1, "a:1:2")).hasMessageContaining("sid: -1");
        assertThatThrownBy(() -> new QuorumServer(1, List.of(), PeerType.PARTICIPANT, null))
                .hasMessageContaining("no address");
    }
}
