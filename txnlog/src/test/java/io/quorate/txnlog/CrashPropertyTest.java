package io.quorate.txnlog;

import static io.quorate.txnlog.SnapshotFormatTest.describe;
import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.jute.Zxid;
import io.quorate.tree.DataTree;
import io.quorate.txnlog.sim.SimulatedCrash;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * A server lives through random work, power cuts at any operation, full disks and failing forces. After each recovery
 * everything that was forced is there, nothing is there that was never appended, and the tree is the one that followed
 * that transaction.
 */
class CrashPropertyTest {
    /** More with {@code -Dquorate.seeds=5000}. */
    private static final int SEEDS = Integer.getInteger("quorate.seeds", 200);

    private static final int ACTIONS = 60;

    /** What must have happened over all seeds, or they prove nothing. */
    private enum Event {
        POWER_CUT,
        PROCESS_END,
        CRASH_IN_THE_MIDDLE,
        CRASH_IN_RECOVERY,
        DISK_FULL,
        FORCE_FAILED,
        DIRECTORY_FORCE_FAILED,
        UNFORCED_TAIL_KEPT,
        UNFORCED_TAIL_LOST,
        TORN_TAIL,
        TAIL_CUT,
        LOG_SET_ASIDE,
        TRUNCATED,
        SNAPSHOT_FROM_LEADER,
        PURGED
    }

    private final Map<Event, Integer> seen = new EnumMap<>(Event.class);

    @Test
    void whatWasForcedSurvivesAndNothingIsHalfApplied() throws IOException {
        for (long seed = 0; seed < SEEDS; seed++) {
            List<String> trace = new ArrayList<>();
            try {
                new Life(seed, trace).live();
            } catch (AssertionError | IOException | RuntimeException e) {
                throw new AssertionError("seed " + seed + ": " + e + "\n" + String.join("\n", trace), e);
            }
        }
        assertThat(seen.keySet()).as("events reached: " + seen).containsExactlyInAnyOrder(Event.values());
    }

    private void saw(Event event) {
        seen.merge(event, 1, Integer::sum);
    }

    private interface Action {
        void run() throws IOException;
    }

    private final class Life {
        private final Random random;
        private final Harness harness;
        private final FileSnap snaps;
        private final TxnLogOptions options;
        private final List<String> trace;
        /** The state after each transaction ever appended and not truncated. */
        private final Map<Long, DataTree> states = new HashMap<>();

        private TxnMaker maker;
        private FileTxnLog log;
        /** Everything up to here must be found again. */
        private long forced;

        Life(long seed, List<String> trace) throws IOException {
            this.trace = trace;
            random = new Random(seed);
            harness = new Harness(seed);
            snaps = new FileSnap(
                    harness.disk,
                    harness.dirs,
                    new SnapOptions(SnapCompression.values()[random.nextInt(3)], random.nextBoolean()));
            options = new TxnLogOptions(4096L * random.nextInt(4), 3000L * random.nextInt(3), true);
            DataTree fresh = DataTree.fresh(7, TxnMaker.OPTIONS);
            states.put(0L, fresh);
            recover();
        }

        void live() throws IOException {
            for (int i = 0; i < ACTIONS; i++) {
                randomFaults();
                Action action = action();
                try {
                    action.run();
                } catch (SimulatedCrash crash) {
                    saw(Event.CRASH_IN_THE_MIDDLE);
                    trace.add("crash in " + crash.getMessage());
                    restart();
                } catch (TxnLogException refused) {
                    assertThat(refused).hasMessageContaining("cannot be cut back");
                } catch (IOException failed) {
                    sawFailure(failed);
                    trace.add("failed: " + failed);
                    restart();
                }
            }
            restart();
        }

        private void sawFailure(IOException failed) {
            String text = String.valueOf(failed.getMessage());
            saw(
                    text.contains("No space left")
                            ? Event.DISK_FULL
                            : text.contains("force directory") ? Event.DIRECTORY_FORCE_FAILED : Event.FORCE_FAILED);
        }

        private void randomFaults() {
            switch (random.nextInt(14)) {
                case 0 -> harness.disk.faults().crashAfter(1 + random.nextInt(30));
                case 1 -> harness.disk.faults().forceFailures(0.3);
                case 2 -> harness.disk.faults().shortWrites(0.5);
                case 3 -> harness.disk
                        .faults()
                        .capacityBytes((long) random.nextInt(10) * 4096
                                + Long.MAX_VALUE
                                - harness.disk.usableSpace(Harness.DIR));
                case 4 -> harness.disk.faults().directoryForceFailures(0.3);
                default -> {}
            }
        }

        private Action action() {
            return switch (random.nextInt(16)) {
                case 0 -> this::snapshot;
                case 1 -> this::purge;
                case 2 -> () -> SpareSegment.prepare(harness.disk, Harness.DIR, options);
                case 3 -> this::truncate;
                case 4 -> this::snapshotFromLeader;
                case 5 -> this::restart;
                case 6, 7 -> () -> append(1 + random.nextInt(60));
                default -> () -> {
                    append(1 + random.nextInt(20));
                    force();
                };
            };
        }

        private void append(int count) throws IOException {
            for (int i = 0; i < count; i++) {
                byte[] txn = maker.next();
                states.put(maker.zxid(), maker.tree());
                log.append(maker.zxid(), txn);
            }
        }

        private void force() throws IOException {
            log.force();
            forced = log.forcedZxid();
            trace.add("forced " + Zxid.toText(forced));
            assertThat(forced).isEqualTo(maker.tree().lastZxid());
        }

        private void snapshot() throws IOException {
            force();
            log.roll();
            trace.add("save " + maker.tree());
            snaps.save(maker.tree());
        }

        private void purge() throws IOException {
            if (!Purge.run(harness.disk, harness.dirs, 3).isEmpty()) {
                saw(Event.PURGED);
            }
        }

        private void truncate() throws IOException {
            force();
            List<Long> zxids = states.keySet().stream().sorted().toList();
            long zxid = zxids.get(Math.max(0, zxids.size() - 1 - random.nextInt(30)));
            // From now on what comes after it may go.
            long before = forced;
            trace.add("truncate to " + Zxid.toText(zxid) + " " + harness.names());
            forced = zxid;
            try {
                log.truncate(zxid);
            } catch (TxnLogException refused) {
                forced = before;
                throw refused;
            }
            saw(Event.TRUNCATED);
            states.keySet().removeIf(each -> each > zxid);
            continueFrom(zxid);
        }

        /** SNAP: transactions that this server never logged, and a new epoch. */
        private void snapshotFromLeader() throws IOException {
            force();
            maker.newEpoch();
            maker.make(1 + random.nextInt(20));
            states.put(maker.zxid(), maker.tree());
            trace.add("snapshot from the leader " + maker.tree());
            snaps.save(maker.tree());
            forced = maker.zxid();
            log.continueAfter(maker.zxid());
            saw(Event.SNAPSHOT_FROM_LEADER);
        }

        private void restart() throws IOException {
            long appended = maker.tree().lastZxid();
            trace.add("restart, appended up to " + Zxid.toText(appended) + " " + harness.names());
            if (random.nextInt(3) == 0) {
                harness.disk.restart();
                saw(Event.PROCESS_END);
            } else {
                harness.disk.crash();
                saw(Event.POWER_CUT);
            }
            Recovered recovered = recover();
            if (appended > forced) {
                saw(recovered.lastZxid() > forced ? Event.UNFORCED_TAIL_KEPT : Event.UNFORCED_TAIL_LOST);
            }
            forced = recovered.lastZxid();
            states.keySet().removeIf(each -> each > forced);
            if (random.nextInt(3) == 0) {
                maker.newEpoch();
            }
        }

        private Recovered recover() throws IOException {
            quiet();
            if (random.nextInt(4) == 0) {
                harness.disk.faults().crashAfter(1 + random.nextInt(12));
            }
            Recovered recovered = null;
            while (recovered == null) {
                try {
                    recovered = harness.recover();
                } catch (SimulatedCrash crash) {
                    saw(Event.CRASH_IN_RECOVERY);
                    harness.disk.crash();
                }
            }
            quiet();
            trace.add("recovered " + Zxid.toText(recovered.lastZxid()) + " " + recovered.warnings() + " "
                    + harness.names());
            check(recovered);
            continueFrom(recovered.lastZxid());
            return recovered;
        }

        private void check(Recovered recovered) {
            long zxid = recovered.lastZxid();
            assertThat(zxid)
                    .as("last zxid; forced were all up to " + Zxid.toText(forced))
                    .isGreaterThanOrEqualTo(forced);
            assertThat(states).containsKey(zxid);
            assertThat(describe(recovered.tree())).isEqualTo(describe(states.get(zxid)));
            assertThat(recovered.stats().snapshotsRefused()).isZero();
            assertThat(recovered.stats().digestMismatches()).isZero();
            assertThat(recovered.stats().repeatedTxns()).isZero();
            recovered.warnings().forEach(this::sawWarning);
        }

        private void sawWarning(String warning) {
            if (warning.contains("renamed to")) {
                saw(Event.LOG_SET_ASIDE);
            } else if (warning.contains("ends torn")) {
                saw(Event.TORN_TAIL);
            } else if (!warning.contains("begins with the first transaction")) {
                assertThat(warning).as("a warning").contains("were durable here");
            }
        }

        private void continueFrom(long zxid) throws IOException {
            if (harness.names().stream().anyMatch(name -> name.startsWith("torn."))) {
                saw(Event.TAIL_CUT);
            }
            maker = new TxnMaker(random.nextLong(), states.get(zxid));
            log = FileTxnLog.after(harness.disk, harness.dirs, options, zxid);
        }

        private void quiet() {
            harness.disk.faults().crashAfter(Long.MAX_VALUE / 2);
            harness.disk.faults().forceFailures(0);
            harness.disk.faults().shortWrites(0);
            harness.disk.faults().directoryForceFailures(0);
            harness.disk.faults().capacityBytes(Long.MAX_VALUE);
        }
    }
}
