package io.quorate.tests.mixed;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.tests.differential.Everything;
import io.quorate.tests.harness.Directories;
import io.quorate.tests.harness.EnsembleProcess;
import io.quorate.tests.harness.FourLetter;
import io.quorate.tests.harness.Member;
import io.quorate.tests.harness.Product;
import io.quorate.tests.harness.RawClient;
import io.quorate.tests.harness.Sandbox;
import io.quorate.tree.DataTree;
import io.quorate.txnlog.DataDirs;
import io.quorate.txnlog.NioDisk;
import io.quorate.txnlog.Recovery;
import io.quorate.txnlog.RecoveryOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Compares what the servers of an ensemble hold, through clients and on disk. */
public final class Trees {
    private static final int TIMEOUT_MILLIS = 30_000;
    /** Every Apache server gives this znode the time at which it wrote it (shared/hazards.md F8). */
    private static final String CONFIG_NODE = "node \"/zookeeper/config\" ";

    private Trees() {}

    /**
     * Waits until all running members are at one zxid, and demands that they hold the same: every znode with data, stat and ACL,
     * and the same digests of the same transactions. Nobody may write meanwhile.
     */
    public static void assertSame(EnsembleProcess ensemble) throws IOException {
        ensemble.awaitEqualZxids();
        Member judge = ensemble.leader();
        List<String> expected = znodes(judge);
        Map<Long, Long> digests = digests(judge);
        for (Member member : ensemble.alive()) {
            assertThat(znodes(member))
                    .as("znodes of " + member + " beside " + judge)
                    .isEqualTo(expected);
            if (member.product() == Product.QUORATE) {
                // Apache counts some of its own making when it joins again after a crash.
                assertThat(FourLetter.monitor(member.port()).get("zk_digest_mismatches_count"))
                        .as("digest mismatches seen by " + member)
                        .isEqualTo("0");
            }
            digests(member).forEach((zxid, digest) -> assertThat(digest)
                    .as("digest of " + Long.toHexString(zxid) + " at " + member + " beside " + judge)
                    .isEqualTo(digests.getOrDefault(zxid, digest)));
        }
    }

    /** Every znode of a member as one line, read through a session of its own. */
    private static List<String> znodes(Member member) throws IOException {
        try (RawClient client = RawClient.connect(member.port(), TIMEOUT_MILLIS)) {
            List<String> nodes = new ArrayList<>(Everything.nodes(client));
            client.closeSession();
            nodes.removeIf(line -> line.startsWith(CONFIG_NODE));
            return nodes;
        }
    }

    private static Map<Long, Long> digests(Member member) throws IOException {
        Map<Long, Long> digests = new TreeMap<>();
        for (String line : FourLetter.ask(member.port(), "hash").split("\n")) {
            int colon = line.indexOf(": ");
            if (colon > 0) {
                digests.put(Long.parseLong(line.substring(0, colon), 16), Long.parseLong(line.substring(colon + 2)));
            }
        }
        return digests;
    }

    /**
     * Stops the members, and demands that their directories lead to the same tree. Waits for each to have everything first: one
     * that is asked to end may be behind the others by what only they have made durable.
     */
    static void assertSameOnceStopped(Sandbox sandbox, EnsembleProcess ensemble) throws IOException {
        ensemble.awaitEqualZxids();
        ensemble.stopAll();
        assertSameOnDisk(sandbox, ensemble);
    }

    /** Demands that the directories of members that have ended lead to the same tree. */
    static void assertSameOnDisk(Sandbox sandbox, EnsembleProcess ensemble) throws IOException {
        DataTree expected = null;
        Member judge = null;
        for (Member member : ensemble.members()) {
            assertThat(member.isAlive()).as(member + " runs").isFalse();
            DataTree found = recover(sandbox, member);
            if (judge == null) {
                judge = member;
                expected = found;
            }
            String what = "on the disk of " + member + " beside " + judge;
            assertThat(found.lastZxid()).as("zxid " + what).isEqualTo(expected.lastZxid());
            assertThat(lines(found)).as("znodes " + what).isEqualTo(lines(expected));
            assertThat(found.digest()).as("digest " + what).isEqualTo(expected.digest());
            assertThat(found.sessions()).as("sessions " + what).hasSameElementsAs(expected.sessions());
        }
    }

    /** The tree that a member that has ended would come back with. */
    static DataTree recover(Sandbox sandbox, Member member) throws IOException {
        Path copy = sandbox.directory("copy");
        Directories.copy(member.process().dataDir(), copy);
        NioDisk disk = new NioDisk();
        DataDirs dirs = DataDirs.open(disk, copy, copy, false);
        return Recovery.recover(disk, dirs, RecoveryOptions.defaults(1, false)).tree();
    }

    private static List<String> lines(DataTree tree) {
        List<String> lines = new ArrayList<>();
        tree.visit((bytes, length, node) -> {
            String path = new String(bytes, 0, length, StandardCharsets.UTF_8);
            if (!path.equals("/zookeeper/config")) {
                lines.add(path + " " + node.statPersisted() + " " + node.acl() + " " + Arrays.hashCode(node.data()));
            }
        });
        return lines;
    }
}
