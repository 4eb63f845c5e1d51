package io.quorate.tests.mixed;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.tests.harness.Await;
import io.quorate.tests.harness.Directories;
import io.quorate.tests.harness.EnsembleProcess;
import io.quorate.tests.harness.Member;
import io.quorate.tests.harness.Sandbox;
import io.quorate.tests.harness.ServerSettings;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Mistakes in the configuration of a member: it says what is wrong, and the others are not disturbed. */
class MisconfigurationTest {
    private static final Duration LIMIT = Duration.ofSeconds(40);
    private static final int INVALID_INVOCATION = 2;

    @RegisterExtension
    final Sandbox sandbox = Sandbox.perTest();

    @Test
    void anIdThatIsNotInTheServerListIsRefused() throws Exception {
        EnsembleProcess ensemble = EnsembleProcess.of(sandbox, "QQQ", EnsembleProcess.defaults());
        Member member = ensemble.member(1).myid(7).launch();
        assertThat(member.process().awaitExit(LIMIT)).isEqualTo(INVALID_INVOCATION);
        assertThat(member.process().logText()).contains("myid").contains("7");
    }

    @Test
    void aMissingIdIsRefused() throws Exception {
        EnsembleProcess ensemble = EnsembleProcess.of(sandbox, "QQQ", EnsembleProcess.defaults());
        Member member = ensemble.member(1);
        member.process().settings(member.settings()).launch();
        assertThat(Files.exists(member.process().dataDir().resolve("myid"))).isFalse();
        assertThat(member.process().awaitExit(LIMIT)).isEqualTo(INVALID_INVOCATION);
        assertThat(member.process().logText()).contains("myid");
    }

    /** The second server with an id finds the ports of its line taken. */
    @Test
    void aSecondServerWithAnIdInUseCannotStartBesideTheFirst() throws Exception {
        EnsembleProcess ensemble =
                EnsembleProcess.of(sandbox, "QQQ", EnsembleProcess.defaults().with("electionPortBindRetry", 1));
        ensemble.start(2, 3);
        Member impostor = ensemble.member(1).myid(2).launch();
        assertThat(impostor.process().awaitExit(LIMIT)).isNotZero();
        assertThat(impostor.process().logText())
                .contains(Integer.toString(ensemble.member(2).electionPort()));
        impostor.stop();
        assertThat(ensemble.awaitServing(List.of(ensemble.member(2), ensemble.member(3)))
                        .id())
                .isEqualTo(3);
    }

    /** A server whose list has other servers than theirs does not get in, and does not keep them from serving. */
    @Test
    void aServerOfAnotherListDoesNotDisturb() throws Exception {
        EnsembleProcess ensemble = EnsembleProcess.of(sandbox, "QQQ", EnsembleProcess.defaults());
        ensemble.start(2, 3);
        EnsembleProcess other = EnsembleProcess.of(sandbox, "QQQQQ", EnsembleProcess.defaults());
        Member stranger = other.member(5);
        ServerSettings mixed = stranger.settings()
                .with("server.1", line(ensemble.member(1)))
                .with("server.2", line(ensemble.member(2)))
                .with("server.3", line(ensemble.member(3)));
        stranger.settings(mixed).launch();
        try (Load load = new Load(2, ensemble.connectString(ensemble.member(2), ensemble.member(3)))) {
            load.start();
            load.awaitProgress(100);
            awaitWord(stranger, "The server lists differ: the leader, server 3, has the voters [1, 2, 3]");
            Await.until("the stranger follows", LIMIT, () -> "follower".equals(stranger.mode()));
            load.stop();
            load.verify();
        }
        assertThat(ensemble.leader().id()).isEqualTo(3);
        ensemble.member(2).kill();
        Await.until(
                "the leader does not count it", LIMIT, () -> ensemble.member(3).mode() == null);
    }

    /** A second server with an id, on ports of its own: the first one stays, and the ensemble says what is wrong. */
    @Test
    void aSecondServerWithAnIdOnPortsOfItsOwnIsRefused() throws Exception {
        EnsembleProcess ensemble = EnsembleProcess.of(sandbox, "QQQ", EnsembleProcess.defaults());
        ensemble.start(2, 3).start();
        Member leader = ensemble.leader();
        Member impostor = EnsembleProcess.of(sandbox, "QQ", EnsembleProcess.defaults())
                .member(2)
                .settings(ensemble.member(1).settings());
        try (Load load = new Load(3, ensemble.connectString())) {
            load.start();
            impostor.settings(impostor.settings().with("server.2", line(impostor)))
                    .launch();
            awaitWord(leader, "it says that it is server 2, but that one follows");
            awaitWord(impostor, "if it refuses this server, its log says why");
            load.awaitProgress(300);
            assertThat(impostor.mode()).as("mode of the second").isNull();
            assertThat(ensemble.member(2).mode()).as("mode of the first").isEqualTo("follower");
            assertThat(ensemble.member(2).process().logText())
                    .as("the log of the first")
                    .doesNotContain("lost the leader");
            load.stop();
            load.verify();
        }
    }

    /**
     * The data of an ensemble that has come further: told of on either side, not let in, and left as it is. A member whose list has one
     * server more than the leader's goes on, and says so.
     */
    @Test
    void dataOfAnotherEnsembleIsRefusedAndAnotherListToldOf() throws Exception {
        EnsembleProcess other = EnsembleProcess.of(sandbox, "QQQ", EnsembleProcess.defaults());
        other.start(1, 2).killAll();
        other.start(1, 2).killAll();
        EnsembleProcess ensemble = EnsembleProcess.of(sandbox, "QQQ", EnsembleProcess.defaults());
        Member talkative = ensemble.member(2);
        talkative.settings(
                talkative.settings().with("server.9", line(ensemble.member(1)).replace(":participant", ":observer")));
        ensemble.start(2, 3);
        assertThat(talkative.process().logText()).contains("The server lists differ", "[9]");
        Member member = ensemble.member(1);
        Directories.copy(other.member(1).process().dataDir(), member.process().dataDir());
        long had = epochOnDisk(member);
        member.launch();
        try (Load load = new Load(2, ensemble.connectString(ensemble.member(2), ensemble.member(3)))) {
            load.start();
            awaitWord(ensemble.member(3), "its data is of another ensemble");
            awaitWord(member, "if it refuses this server, its log says why");
            load.awaitProgress(300);
            assertThat(member.mode()).as("mode of the stranger").isNull();
            load.stop();
            load.verify();
        }
        assertThat(had).as("epoch of the other data").isGreaterThanOrEqualTo(2);
        assertThat(epochOnDisk(member)).isEqualTo(had);
    }

    private static long epochOnDisk(Member member) throws Exception {
        return Long.parseLong(Files.readString(member.process().versionDir().resolve("currentEpoch"))
                .strip());
    }

    private static void awaitWord(Member member, String word) {
        Await.until(member + " says: " + word, LIMIT, () -> member.process()
                .logText()
                .contains(word));
    }

    private static String line(Member member) {
        return "127.0.0.1:" + member.quorumPort() + ":" + member.electionPort() + ":participant";
    }
}
