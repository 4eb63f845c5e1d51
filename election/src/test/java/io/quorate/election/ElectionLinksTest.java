package io.quorate.election;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.ensemble.Ensemble;
import io.quorate.ensemble.EnsembleView;
import io.quorate.jute.quorum.HostPort;
import io.quorate.jute.quorum.InitialMessage;
import io.quorate.jute.quorum.Notification;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Election-protocol §1 to §3, sentence by sentence. Server 2 of 1 to 3 is under test. */
class ElectionLinksTest {
    private static final EnsembleView THREE = EnsembleView.of(Probe.majority(3));

    private final List<String> done = new ArrayList<>();
    private final ElectionLinks links = links(2, THREE, LinkOptions.defaults());
    private long now = 10_000;

    /** Everything that happens goes into {@link #done}, in short. */
    private ElectionLinks links(long sid, EnsembleView view, LinkOptions options) {
        return new ElectionLinks(sid, view, options, new LinkEffects() {
            @Override
            public void dial(long connection, long to, List<HostPort> addresses) {
                done.add("#" + connection + " dial " + to + " at " + text(addresses));
            }

            @Override
            public void introduce(long connection, InitialMessage message) {
                String form = message.protocolVersion() == InitialMessage.V2 ? " V2 " : " V1 ";
                done.add("#" + connection + form + message.sid() + " at " + text(message.addresses()));
            }

            @Override
            public void write(long connection, Notification notification) {
                done.add("#" + connection + " write " + notification.zxid());
            }

            @Override
            public void close(long connection) {
                done.add("#" + connection + " close");
            }

            @Override
            public void received(long from, Notification notification) {
                done.add("received " + notification.zxid() + " from " + from);
            }

            @Override
            public void linkChanged(long other, LinkState state) {
                done.add(other + " is " + state);
            }

            @Override
            public void warn(LinkWarning warning, long connection, long other) {
                done.add("#" + connection + " warn " + warning + " of " + other);
            }
        });
    }

    private static String text(List<HostPort> addresses) {
        return String.join("|", addresses.stream().map(HostPort::toText).toList());
    }

    private List<String> taken() {
        List<String> taken = List.copyOf(done);
        done.clear();
        return taken;
    }

    /** Notifications differ in their zxid only. */
    private static Notification message(long zxid) {
        return new Notification(Notification.LOOKING, 1, zxid, 1, 0, "");
    }

    private static InitialMessage from(long sid, String... addresses) {
        List<HostPort> all = new ArrayList<>();
        for (String address : addresses) {
            all.add(HostPort.parse(address));
        }
        return new InitialMessage(InitialMessage.V1, sid, all);
    }

    /** Server 3 dials us and stays. */
    private long connectedTo3() {
        long connection = links.onAccepted(now);
        links.onInitialMessage(connection, from(3, "h3:2"), now);
        done.clear();
        return connection;
    }

    /** We dial server 1 and stay. */
    private long connectedTo1() {
        links.send(1, message(100), now);
        long connection = lastConnection();
        links.onDialled(connection, now);
        links.onWritten(connection);
        done.clear();
        return connection;
    }

    private long lastConnection() {
        String last = done.stream()
                .filter(line -> line.contains(" dial "))
                .reduce((a, b) -> b)
                .orElseThrow();
        return Long.parseLong(last.substring(1, last.indexOf(' ')));
    }

    // §1: who dials, and what stays

    @Test
    void eitherSideDialsWhenItHasSomethingToSend() {
        links.send(1, message(5), now);
        links.send(3, message(6), now);
        assertThat(taken()).containsExactly("#1 dial 1 at h1:2", "#2 dial 3 at h3:2");
    }

    @Test
    void theDiallerSendsTheInitialMessageAtOnce() {
        links.send(1, message(5), now);
        taken();
        links.onDialled(1, now);
        assertThat(taken()).first().isEqualTo("#1 V1 2 at h2:2");
    }

    @Test
    void aSmallerDiallerClosesItsSocketAndSendsNoNotificationOnIt() {
        links.send(3, message(5), now);
        taken();
        links.onDialled(1, now);
        assertThat(taken()).containsExactly("#1 V1 2 at h2:2", "#1 close");
    }

    @Test
    void aLargerDiallerKeepsTheSocketAndSends() {
        links.send(1, message(5), now);
        taken();
        links.onDialled(1, now);
        assertThat(taken()).containsExactly("#1 V1 2 at h2:2", "#1 write 5", "1 is UP");
        links.onNotification(1, message(7));
        assertThat(taken()).containsExactly("received 7 from 1");
    }

    @Test
    void aSmallerPeerIsDialledBackAtTheAddressesItNamed() {
        long accepted = links.onAccepted(now);
        links.onInitialMessage(accepted, from(1, "elsewhere:7", "0.0.0.0:8"), now);
        assertThat(taken()).containsExactly("#1 close", "#2 dial 1 at elsewhere:7");
    }

    @Test
    void aSmallerPeerThatNamedNoneIsDialledAtTheConfiguredAddresses() {
        links.onInitialMessage(links.onAccepted(now), from(1, "0.0.0.0:8"), now);
        assertThat(taken()).containsExactly("#1 close", "#2 dial 1 at h1:2");
    }

    @Test
    void theConfiguredAddressesAreTriedWhenTheNamedOnesFail() {
        links.onInitialMessage(links.onAccepted(now), from(1, "elsewhere:7"), now);
        taken();
        links.onClosed(2, now);
        assertThat(taken()).containsExactly("#3 dial 1 at h1:2");
    }

    @Test
    void aConnectionToASmallerPeerThatAsksAgainIsDropped() {
        long old = connectedTo1();
        links.onInitialMessage(links.onAccepted(now), from(1, "h1:2"), now);
        assertThat(taken()).containsExactly("#2 close", "#" + old + " close", "#3 dial 1 at h1:2", "1 is PENDING");
        links.onClosed(old, now);
        assertThat(taken()).isEmpty();
    }

    @Test
    void aLargerPeerIsKept() {
        long accepted = links.onAccepted(now);
        links.onInitialMessage(accepted, from(3, "h3:2"), now);
        assertThat(taken()).containsExactly("3 is UP");
        links.onNotification(accepted, message(7));
        assertThat(taken()).containsExactly("received 7 from 3");
    }

    @Test
    void aPreviousConnectionOfALargerPeerIsClosedAndReplaced() {
        long old = connectedTo3();
        long accepted = links.onAccepted(now);
        links.onInitialMessage(accepted, from(3, "h3:2"), now);
        assertThat(taken()).containsExactly("#" + old + " close");
        links.onNotification(old, message(6));
        links.onNotification(accepted, message(7));
        assertThat(taken()).containsExactly("received 7 from 3");
    }

    @Test
    void aPeerWithOurOwnSidIsWarnedOfAndClosed() {
        links.onInitialMessage(links.onAccepted(now), from(2, "h2:2"), now);
        assertThat(taken()).containsExactly("#1 warn OWN_SID of 2", "#1 close");
    }

    @Test
    void aPeerThatReplacesOneWithOtherAddressesIsWarnedOf() {
        connectedTo3();
        links.onInitialMessage(links.onAccepted(now), from(3, "stranger:2"), now);
        assertThat(taken()).contains("#2 warn SID_MOVED of 3").doesNotContain("#2 close");
    }

    @Test
    void anAnonymousPeerIsClosed() {
        links.onInitialMessage(links.onAccepted(now), from(InitialMessage.ANONYMOUS, "h9:2"), now);
        links.onInitialMessage(links.onAccepted(now), from(-3, "h9:2"), now);
        assertThat(taken())
                .containsExactly(
                        "#1 warn ANONYMOUS of " + Long.MAX_VALUE, "#1 close", "#2 warn ANONYMOUS of -3", "#2 close");
    }

    @Test
    void atMostOneDialPerServerIsInProgress() {
        links.send(1, message(5), now);
        links.send(1, message(6), now);
        links.onInitialMessage(links.onAccepted(now), from(1, "h1:2"), now);
        assertThat(taken()).containsExactly("#1 dial 1 at h1:2", "#2 close");
    }

    @Test
    void aDialEndsAfterFiveSeconds() {
        links.send(1, message(5), now);
        taken();
        assertThat(links.nextDeadlineMillis()).isEqualTo(now + 5_000);
        links.onTime(now + 4_999);
        assertThat(taken()).isEmpty();
        links.onTime(now + 5_000);
        assertThat(taken()).containsExactly("#1 close", "1 is DOWN");
        assertThat(links.nextDeadlineMillis()).isEqualTo(Long.MAX_VALUE);
        links.onDialled(1, now + 5_001);
        assertThat(taken()).as("too late").isEmpty();
    }

    @Test
    void theAddressIsTheCommittedOneAndIfThatFailsTheLastSeenOne() {
        Ensemble moved = Ensemble.parse("server.1=new1:1:2\nserver.2=h2:1:2\nserver.3=h3:1:2\nversion=5");
        ElectionLinks moving = links(2, THREE.withLastSeen(moved), LinkOptions.defaults());
        moving.send(1, message(5), now);
        moving.onClosed(1, now);
        assertThat(taken()).containsExactly("#1 dial 1 at h1:2", "#2 dial 1 at new1:2");
        moving.onClosed(2, now);
        assertThat(taken()).containsExactly("1 is DOWN");
    }

    @Test
    void aServerThatOnlyTheLastSeenConfigurationHasIsDialledThere() {
        ElectionLinks growing = links(2, THREE.withLastSeen(Probe.majority(4).withVersion(5)), LinkOptions.defaults());
        growing.send(4, message(5), now);
        assertThat(taken()).containsExactly("#1 dial 4 at h4:2");
    }

    @Test
    void onlyServersOfAConfigurationAreDialled() {
        links.send(9, message(5), now);
        assertThat(taken()).isEmpty();
    }

    @Test
    void aFailedDialIsTriedAgainWithTheNextMessage() {
        links.send(1, message(5), now);
        links.onClosed(1, now);
        assertThat(taken()).containsExactly("#1 dial 1 at h1:2", "1 is DOWN");
        links.send(1, message(6), now);
        assertThat(taken()).containsExactly("#2 dial 1 at h1:2", "1 is PENDING");
    }

    @Test
    void aLargerServerThatWasCalledIsNotCalledAgainAtOnce() {
        links.send(3, message(5), now);
        links.onDialled(1, now);
        taken();
        links.send(3, message(6), now + 149);
        assertThat(taken()).isEmpty();
        links.send(3, message(7), now + 150);
        assertThat(taken()).containsExactly("#2 dial 3 at h3:2");
    }

    @Test
    void unknownServersMayConnectAndAreAnswered() {
        long accepted = links.onAccepted(now);
        links.onInitialMessage(accepted, from(9, "h9:2"), now);
        links.onNotification(accepted, message(4));
        links.send(9, message(5), now);
        assertThat(taken()).containsExactly("#1 warn STRANGER of 9", "9 is UP", "received 4 from 9", "#1 write 5");
    }

    @Test
    void unknownSmallerServersAreCalledBack() {
        ElectionLinks five = links(5, EnsembleView.of(Probe.majority(5)), LinkOptions.defaults());
        five.onInitialMessage(five.onAccepted(now), from(0, "joiner:2"), now);
        assertThat(taken()).containsExactly("#1 warn STRANGER of 0", "#1 close", "#2 dial 0 at joiner:2");
        five.onDialled(2, now);
        five.send(0, message(5), now);
        assertThat(taken()).containsExactly("#2 V1 5 at h5:2", "0 is UP", "#2 write 5");
    }

    @Test
    void unknownServersAreLimitedInNumber() {
        for (int i = 0; i < 64; i++) {
            links.onInitialMessage(links.onAccepted(now), from(100 + i, "x:2"), now);
        }
        taken();
        long tooMany = links.onAccepted(now);
        links.onInitialMessage(tooMany, from(200, "x:2"), now);
        assertThat(taken()).containsExactly("#65 warn TOO_MANY_STRANGERS of 200", "#65 close");
        links.onClosed(1, now);
        taken();
        links.onInitialMessage(links.onAccepted(now), from(200, "x:2"), now);
        assertThat(taken()).contains("200 is UP");
    }

    @Test
    void whoDoesNotSayWhoItIsIsClosedInTime() {
        long silent = links.onAccepted(now);
        assertThat(links.nextDeadlineMillis()).isEqualTo(now + 5_000);
        links.onTime(now + 5_000);
        assertThat(taken()).containsExactly("#1 warn SILENT of -1", "#1 close");
        links.onInitialMessage(silent, from(3, "h3:2"), now);
        assertThat(taken()).isEmpty();
    }

    @Test
    void connectionsThatHaveNotSaidWhoTheyAreAreLimitedInNumber() {
        for (int i = 0; i < 128; i++) {
            assertThat(links.onAccepted(now)).isNotEqualTo(ElectionLinks.REFUSED);
        }
        assertThat(links.onAccepted(now)).isEqualTo(ElectionLinks.REFUSED);
        assertThat(taken()).containsExactly("#0 warn TOO_MANY_CONNECTIONS of -1");
        links.onClosed(5, now);
        assertThat(links.onAccepted(now)).isNotEqualTo(ElectionLinks.REFUSED);
    }

    // §2: the initial message

    @Test
    void versionTwoCarriesAllAddresses() {
        Ensemble many = Ensemble.parse("server.1=h1:1:2\nserver.2=h2:1:2|i2:3:4\nserver.3=h3:1:2");
        ElectionLinks two =
                links(2, EnsembleView.of(many), LinkOptions.defaults().withMultiAddress(true));
        two.send(1, message(5), now);
        two.onDialled(1, now);
        assertThat(taken()).contains("#1 V2 2 at h2:2|i2:4");
        ElectionLinks one = links(2, EnsembleView.of(many), LinkOptions.defaults());
        one.send(1, message(5), now);
        one.onDialled(1, now);
        assertThat(taken()).contains("#1 V1 2 at h2:2");
    }

    @Test
    void theOldFormWithoutAddressesIsAccepted() {
        links.onInitialMessage(links.onAccepted(now), new InitialMessage(InitialMessage.SID_ONLY, 1, List.of()), now);
        assertThat(taken()).containsExactly("#1 close", "#2 dial 1 at h1:2");
        links.onInitialMessage(links.onAccepted(now), new InitialMessage(InitialMessage.SID_ONLY, 3, List.of()), now);
        assertThat(taken()).containsExactly("3 is UP");
    }

    @Test
    void aSecondInitialMessageIsIgnored() {
        long accepted = connectedTo3();
        links.onInitialMessage(accepted, from(1, "h1:2"), now);
        assertThat(taken()).isEmpty();
    }

    // §3: what waits and what is sent again

    @Test
    void aNewMessageReplacesTheWaitingOne() {
        long connection = connectedTo3();
        links.send(3, message(1), now);
        links.send(3, message(2), now);
        links.send(3, message(3), now);
        assertThat(taken()).containsExactly("#" + connection + " write 1");
        links.onWritten(connection);
        assertThat(taken()).containsExactly("#" + connection + " write 3");
        links.onWritten(connection);
        assertThat(taken()).isEmpty();
    }

    @Test
    void beforeThereIsAConnectionTheNewestMessageWaits() {
        links.send(3, message(1), now);
        links.send(3, message(2), now);
        taken();
        links.onInitialMessage(links.onAccepted(now), from(3, "h3:2"), now);
        assertThat(taken()).containsExactly("#2 write 2", "3 is UP");
    }

    @Test
    void theLastMessageIsSentAgainOnANewConnection() {
        long connection = connectedTo3();
        links.send(3, message(1), now);
        links.onWritten(connection);
        links.onClosed(connection, now);
        taken();
        links.onInitialMessage(links.onAccepted(now), from(3, "h3:2"), now);
        assertThat(taken()).containsExactly("#2 write 1", "3 is UP");
    }

    @Test
    void aConnectionThatHasLastedIsMadeAgainWhenItEndsAndOneThatHasNotIsNot() {
        long connection = connectedTo1();
        now += 150;
        links.onClosed(connection, now);
        assertThat(taken()).containsExactly("#2 dial 1 at h1:2", "1 is PENDING");
        links.onDialled(2, now);
        assertThat(taken()).containsExactly("#2 V1 2 at h2:2", "#2 write 100", "1 is UP");
        now += 149;
        links.onClosed(2, now);
        assertThat(taken()).containsExactly("1 is PENDING");
    }

    @Test
    void theLastMessageIsNotSentAgainIfAnotherWaits() {
        long connection = connectedTo3();
        links.send(3, message(1), now);
        links.send(3, message(2), now);
        links.onClosed(connection, now);
        taken();
        long again = links.onAccepted(now);
        links.onInitialMessage(again, from(3, "h3:2"), now);
        links.onWritten(again);
        assertThat(taken()).containsExactly("#2 write 2", "3 is UP");
    }

    @Test
    void aConnectionThatWasReplacedWhileWritingDoesNotHoldUpItsSuccessor() {
        long old = connectedTo3();
        links.send(3, message(1), now);
        long next = links.onAccepted(now);
        links.onInitialMessage(next, from(3, "h3:2"), now);
        taken();
        links.onWritten(old);
        links.send(3, message(2), now);
        assertThat(taken()).isEmpty();
        links.onWritten(next);
        assertThat(taken()).containsExactly("#" + next + " write 2");
    }

    @Test
    void nothingIsSentToOneself() {
        assertThatThrownBy(() -> links.send(2, message(1), now)).hasMessageContaining("sid: 2");
    }

    // What the election is told

    @Test
    void aConnectionThatEndsIsPendingAndOnlyAFailedDialMeansDown() {
        long connection = connectedTo1();
        links.onClosed(connection, now);
        assertThat(taken()).containsExactly("1 is PENDING");
        links.send(1, message(5), now);
        links.onClosed(lastConnection(), now);
        assertThat(taken()).contains("1 is DOWN");
        assertThat(links.linkState(1)).isEqualTo(LinkState.DOWN);
        assertThat(links.linkState(3)).isEqualTo(LinkState.PENDING);
    }

    @Test
    void aServerThatWasCalledIsPendingUntilItDialsBack() {
        links.send(3, message(5), now);
        links.onClosed(lastConnection(), now);
        taken();
        links.send(3, message(6), now);
        links.onDialled(lastConnection(), now);
        assertThat(taken()).contains("3 is PENDING");
        assertThat(links.linkState(3)).isEqualTo(LinkState.PENDING);
        links.onInitialMessage(links.onAccepted(now), from(3, "h3:2"), now);
        assertThat(taken()).contains("3 is UP");
    }

    @Test
    void otherConfigurationsCloseTheConnectionsToMembersThatMoved() {
        long toOne = connectedTo1();
        long fromThree = connectedTo3();
        Ensemble moved = Ensemble.parse("server.1=new1:1:2\nserver.2=new2:1:2\nserver.3=h3:1:2\nversion=5");
        links.onEnsembles(EnsembleView.of(moved), now);
        assertThat(taken()).containsExactly("#" + toOne + " close", "1 is PENDING");
        assertThat(links.linkState(3)).isEqualTo(LinkState.UP);
        links.send(1, message(5), now);
        links.onDialled(lastConnection(), now);
        assertThat(taken())
                .as("also our own address is the new one")
                .contains("#3 dial 1 at new1:2", "#3 V1 2 at new2:2");
        links.onNotification(fromThree, message(8));
        assertThat(taken()).containsExactly("received 8 from 3");
    }

    @Test
    void aMemberThatIsRemovedStaysConnectedAsAStranger() {
        long fromThree = connectedTo3();
        links.onEnsembles(EnsembleView.of(Probe.majority(2).withVersion(5)), now);
        links.onNotification(fromThree, message(8));
        links.send(3, message(9), now);
        assertThat(taken()).containsExactly("received 8 from 3", "#" + fromThree + " write 9");
        links.onClosed(fromThree, now);
        taken();
        links.send(3, message(10), now);
        assertThat(taken()).as("not dialled").isEmpty();
    }

    @Test
    void closeAllClosesEverything() {
        connectedTo1();
        connectedTo3();
        links.onAccepted(now);
        links.closeAll();
        assertThat(taken()).contains("#1 close", "#2 close", "#3 close");
        assertThat(links.nextDeadlineMillis()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void aServerHasToBeInAConfiguration() {
        assertThatThrownBy(() -> links(9, THREE, LinkOptions.defaults()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("server 9: not in");
    }
}
