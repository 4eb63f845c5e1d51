package io.quorate.ensemble;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.ensemble.Reconfiguration.Accepted;
import io.quorate.ensemble.Reconfiguration.Outcome;
import io.quorate.ensemble.Reconfiguration.Refusal;
import io.quorate.ensemble.Reconfiguration.Refused;
import io.quorate.jute.ErrorCode;
import io.quorate.jute.proto.ReconfigRequest;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Client-protocol §5.5, steps 4 to 8. What is refused and what is not was tried on Apache 3.9.5, too. */
class ReconfigurationTest {
    private static final long ZXID = 0x1_0000_0009L;
    private static final EnsembleView THREE = EnsembleView.of(
            Ensemble.parse("server.1=10.0.0.1:1:2;9\nserver.2=10.0.0.2:1:2;9\nserver.3=10.0.0.3:1:2;9\nversion=7"));
    private static final String JOINING = "server.4=10.0.0.4:1:2:participant;9";

    private final Set<Long> inSync = Set.of(1L, 2L, 3L);

    @Test
    void joiningServersAreAddedAndLeavingOnesGo() {
        assertThat(accepted(join(JOINING + ", server.5=10.0.0.5:1:2:observer;9"))
                        .toText())
                .isEqualTo(
                        """
                        server.1=10.0.0.1:1:2:participant;0.0.0.0:9
                        server.2=10.0.0.2:1:2:participant;0.0.0.0:9
                        server.3=10.0.0.3:1:2:participant;0.0.0.0:9
                        server.4=10.0.0.4:1:2:participant;0.0.0.0:9
                        server.5=10.0.0.5:1:2:observer;0.0.0.0:9
                        version=100000009""");
        assertThat(accepted(request(null, "3", null)).voters()).containsExactly(1L, 2L);
    }

    @Test
    void leavingServersThatAreNoMembersAreIgnored() {
        assertThat(accepted(request(null, "77, 3", null)).voters()).containsExactly(1L, 2L);
    }

    @Test
    void nothingJoiningAndNothingLeavingOnlyMakesANewVersion() {
        Ensemble next = accepted(request("", null, null));
        assertThat(next.version()).isEqualTo(ZXID);
        assertThat(next.withVersion(7)).isEqualTo(THREE.committed());
    }

    @Test
    void aServerMayLeaveAndJoinElsewhereInOneRequest() {
        assertThat(accepted(request("server.3=10.0.0.33:1:2;9", "3", null))
                        .member(3)
                        .toText())
                .startsWith("10.0.0.33:");
        assertThat(accepted(join("server.3=10.0.0.3:1:2:observer;9")).voters())
                .as("joining again changes the type")
                .containsExactly(1L, 2L);
    }

    @Test
    void allNewMembersMayBeGivenAndThenAreAllThatCounts() {
        Ensemble next = accepted(request(
                JOINING,
                "1",
                "server.1=10.0.0.1:1:2;9,server.2=10.0.0.2:1:2,server.9=10.0.0.2:1:2:observer,version=3"));
        assertThat(next.members()).containsOnlyKeys(1L, 2L, 9L);
        assertThat(next.version()).isEqualTo(ZXID);
        assertThat(accepted(request(null, null, "server.1=a:1:2,server.2=b:1:2,group.1=1:2,weight.1=2"))
                        .isHierarchical())
                .isTrue();
    }

    @Test
    void step4AnotherReconfigIsInProgress() {
        EnsembleView changing = THREE.withLastSeen(THREE.committed().withVersion(8));
        assertRefused(
                Reconfiguration.plan(join(JOINING), changing, true, inSync, ZXID),
                Refusal.IN_PROGRESS,
                ErrorCode.RECONFIG_IN_PROGRESS,
                "version 8 is proposed (expected: none after 7)");
    }

    @Test
    void step5TheVersionIsNotTheOneAskedFor() {
        ReconfigRequest forSix = new ReconfigRequest(JOINING, null, null, 6);
        assertRefused(plan(forSix), Refusal.OTHER_VERSION, ErrorCode.BAD_VERSION, "version: 6 (expected: 7");
        assertThat(plan(new ReconfigRequest(JOINING, null, null, 7))).isInstanceOf(Accepted.class);
    }

    @Test
    void step6aNewMembersThatDoNotParse() {
        for (String members : new String[] {"", "server.1=a:1:2,foo=bar", "garbage", "server.1=a:1"}) {
            assertRefused(plan(request(null, null, members)), Refusal.MALFORMED, ErrorCode.BAD_ARGUMENTS, "expected");
        }
    }

    @Test
    void step6bIncrementalOnlyWhereTheMajorityDecides() {
        EnsembleView groups = EnsembleView.of(Ensemble.parse("server.1=a:1:2\nserver.2=b:1:2\ngroup.1=1:2\nversion=7"));
        assertRefused(
                Reconfiguration.plan(join(JOINING), groups, true, inSync, ZXID),
                Refusal.NOT_INCREMENTAL,
                ErrorCode.BAD_ARGUMENTS,
                "the list of all new members");
    }

    @Test
    void step6bListsThatDoNotParse() {
        assertRefused(
                plan(request(null, "x", null)), Refusal.MALFORMED, ErrorCode.BAD_ARGUMENTS, "leaving server: 'x'");
        for (String line : new String[] {"garbage", "srv.4=a:1:2;9", "server.4.2=a:1:2;9", "server.4=a:1;9"}) {
            assertRefused(plan(join(line)), Refusal.MALFORMED, ErrorCode.BAD_ARGUMENTS, "expected");
        }
    }

    @Test
    void step6bAJoiningServerNeedsAllThreeAddresses() {
        assertRefused(
                plan(join("server.4=10.0.0.4:1:2")),
                Refusal.NO_CLIENT_ADDRESS,
                ErrorCode.BAD_ARGUMENTS,
                "server.4=10.0.0.4:1:2:participant (expected: ;clientPort at its end)");
    }

    @Test
    void step6bAddressesOfTwoServersMustNotCollide() {
        for (String taken : new String[] {
            "server.4=10.0.0.3:1:22;9",
            "server.4=10.0.0.3:11:2;9",
            "server.4=10.0.0.3:2:1;9",
            "server.4=10.0.0.4:1:2;10.0.0.3:2"
        }) {
            assertRefused(plan(join(taken)), Refusal.ADDRESS_TAKEN, ErrorCode.BAD_ARGUMENTS, "10.0.0.3:");
        }
        assertThat(plan(join("server.4=10.0.0.3:11:22;9")))
                .as("any client address, :9")
                .isInstanceOf(Accepted.class);
        assertThat(plan(join("server.4=10.0.0.4:1:2;10.0.0.4:1"))).as("its own").isInstanceOf(Accepted.class);
        assertThat(plan(join("server.3=10.0.0.3:1:2;8"))).as("its former").isInstanceOf(Accepted.class);
    }

    @Test
    void step6bWildcardAndLoopbackAddressesMayCollide() {
        for (String host : new String[] {"127.0.0.1", "localhost", "[::1]", "0.0.0.0", "[::]"}) {
            String lines = "server.4=%1$s:1:2;%1$s:9,server.5=%1$s:1:2;%1$s:9".formatted(host);
            assertThat(plan(join(lines))).as(host).isInstanceOf(Accepted.class);
        }
    }

    @Test
    void step7TooFewVoters() {
        assertRefused(
                plan(request(null, "2,3", null)),
                Refusal.TOO_FEW_VOTERS,
                ErrorCode.BAD_ARGUMENTS,
                "voters: 1 (expected: at least 2, as standaloneEnabled is true)");
        assertThat(Reconfiguration.plan(request(null, "2,3", null), THREE, false, inSync, ZXID))
                .isInstanceOf(Accepted.class);
        assertRefused(
                Reconfiguration.plan(request(null, "1,2,3", null), THREE, false, inSync, ZXID),
                Refusal.TOO_FEW_VOTERS,
                ErrorCode.BAD_ARGUMENTS,
                "voters: 0 (expected: at least 1)");
    }

    @Test
    void step8TheServersInSyncMustBeAQuorumOfTheNextConfiguration() {
        String newMembers = "server.1=a:1:2,server.4=b:1:2,server.5=c:1:2";
        assertRefused(
                plan(request(null, null, newMembers)),
                Refusal.NO_QUORUM_IN_SYNC,
                ErrorCode.NEW_CONFIG_NO_QUORUM,
                "in sync: ");
        assertThat(Reconfiguration.plan(request(null, null, newMembers), THREE, true, Set.of(1L, 4L), ZXID))
                .isInstanceOf(Accepted.class);
    }

    private Outcome plan(ReconfigRequest request) {
        return Reconfiguration.plan(request, THREE, true, inSync, ZXID);
    }

    private Ensemble accepted(ReconfigRequest request) {
        Outcome outcome = plan(request);
        assertThat(outcome).isInstanceOf(Accepted.class);
        return ((Accepted) outcome).next();
    }

    private static void assertRefused(Outcome outcome, Refusal refusal, ErrorCode code, String detail) {
        assertThat(outcome).isInstanceOfSatisfying(Refused.class, refused -> {
            assertThat(refused.refusal()).isEqualTo(refusal);
            assertThat(refused.refusal().errorCode()).isEqualTo(code);
            assertThat(refused.detail()).contains(detail);
        });
    }

    private static ReconfigRequest join(String lines) {
        return request(lines, null, null);
    }

    private static ReconfigRequest request(String joining, String leaving, String members) {
        return new ReconfigRequest(joining, leaving, members, -1);
    }
}
