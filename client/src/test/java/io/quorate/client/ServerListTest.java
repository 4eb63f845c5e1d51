package io.quorate.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which server is tried next, and when. */
class ServerListTest {
    private static final HostPort A = new HostPort("a", 1);
    private static final HostPort B = new HostPort("b", 2);
    private static final HostPort C = new HostPort("c", 3);

    private final ServerList servers = new ServerList(List.of(A, B, C), new Random(1));

    @Test
    void aRoundIsOneAttemptWithEach() {
        for (int round = 0; round < 3; round++) {
            Set<HostPort> seen = new HashSet<>();
            for (int i = 0; i < 3; i++) {
                assertThat(servers.isRoundToBegin()).isEqualTo(i == 0);
                seen.add(servers.next());
                assertThat(servers.onFailure()).isEqualTo(i == 2);
            }
            assertThat(seen).containsExactlyInAnyOrder(A, B, C);
            assertThat(servers.delayMillis()).isPositive();
        }
        servers.onConnected();
        assertThat(servers.delayMillis()).isZero();
    }

    @Test
    void aNameIsTriedAsOftenInARowAsItHasAddresses() {
        List<HostPort> tried = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            HostPort next = servers.next();
            servers.onAddresses(next, next.equals(B) ? 3 : 1);
            tried.add(next);
            assertThat(servers.onFailure()).isEqualTo(i == 4);
        }
        assertThat(tried).containsOnlyOnce(A, C);
        int at = tried.indexOf(B);
        assertThat(tried.subList(at, at + 3)).containsOnly(B);
        assertThat(servers.size()).isEqualTo(5);
        servers.onAddresses(B, 1);
        assertThat(servers.size()).isEqualTo(3);
    }

    @Test
    void otherServersTakeTheirPlaceInTheOrderGiven() {
        ServerList none = new ServerList(List.of(), new Random(1));
        assertThat(none.onFailure())
                .as("without a server every attempt is a round")
                .isTrue();
        none.replace(List.of(C, A));
        assertThat(none.next()).isEqualTo(C);
        none.replace(List.of(A, C));
        assertThat(none.next()).as("the same servers: goes on").isEqualTo(A);
        none.prefer(C);
        none.replace(List.of(B));
        assertThat(none.next()).isEqualTo(B);
        assertThat(none.next()).isEqualTo(B);
    }
}
