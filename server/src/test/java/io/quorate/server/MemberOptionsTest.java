package io.quorate.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.quorum.LearnerOptions;
import io.quorate.server.config.ConfigParser;
import io.quorate.server.config.QuorumPeerConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the keys of an ensemble come to in the parts of a member. */
class MemberOptionsTest {
    @TempDir
    Path temp;

    private QuorumPeerConfig config(String lines) throws Exception {
        Files.writeString(temp.resolve("myid"), "1");
        Path file = temp.resolve("zoo.cfg");
        Files.writeString(
                file,
                "dataDir=" + temp + "\nclientPort=2181\ntickTime=1000\ninitLimit=10\nsyncLimit=5\n"
                        + "server.1=127.0.0.1:1:2\nserver.2=127.0.0.1:3:4\nserver.3=127.0.0.1:5:6\n" + lines);
        return ConfigParser.parse(file, new Properties()).config();
    }

    @Test
    void defaultsAreThoseOfTheCore() throws Exception {
        MemberOptions options = new MemberOptions(config(""));
        assertThat(options.core().learners()).isEqualTo(LearnerOptions.defaults());
        assertThat(options.core().election().observerDelayMax()).isEqualTo(200);
        assertThat(options.links().setUpMillisMax()).isEqualTo(5_000);
        assertThat(options.links().dialMillisMax()).isEqualTo(5_000);
    }

    @Test
    void everyKeyReachesThePartThatItTunes() throws Exception {
        MemberOptions options = new MemberOptions(
                config("forceSnapshotSync=true\nsnapshotSizeFactor=.5\nleader.maxConcurrentSnapSyncs=2\n"
                        + "leader.maxConcurrentDiffSyncs=3\nleader.maxTimeToWaitForEpoch=4\n"
                        + "leaderConnectDelayDuringRetryMs=5\nobserver.reconnectDelayMs=6\nobserver.election.DelayMs=7\n"
                        + "quorumCnxnTimeoutMs=8\ncnxTimeout=9\nobserverMasterPort=10\nobserverMaster.sizeLimit=11\n"));
        assertThat(options.core().learners()).isEqualTo(new LearnerOptions(true, 0.5, 2, 3, 4, 5, 6, 10));
        assertThat(options.learnerPort().observerBytesMax()).isEqualTo(11);
        assertThat(options.core().election().observerDelayMax()).isEqualTo(7);
        assertThat(options.links().setUpMillisMax()).isEqualTo(8);
        assertThat(options.links().dialMillisMax()).isEqualTo(9);
    }
}
