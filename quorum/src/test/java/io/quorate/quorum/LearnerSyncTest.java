package io.quorate.quorum;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.jute.OpCode;
import io.quorate.jute.Zxid;
import io.quorate.jute.quorum.PacketType;
import io.quorate.jute.txn.ErrorTxn;
import io.quorate.jute.txn.TxnEntry;
import io.quorate.jute.txn.TxnHeader;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What a learner is sent, against a model: after it, the learner's log is the leader's, whatever it was before. */
class LearnerSyncTest {
    private static final int RUNS = 20_000;

    /**
     * S15: every window against every learner, for small histories of two epochs: learners that are behind the window, in it, ahead
     * of it, of an epoch that nobody else heard of, and such that have a tree of the beginning of an epoch, without a transaction.
     */
    @Test
    void s15EveryWindowAgainstEveryLearner() {
        int[] firsts = new int[PacketType.INFORMANDACTIVATE + 1];
        for (int older = 0; older <= 3; older++) {
            for (int newer = 0; newer <= 3; newer++) {
                List<Long> leader = new ArrayList<>();
                add(leader, 1, older);
                add(leader, 3, newer);
                for (int base = 0; base <= leader.size(); base++) {
                    everyLearner(leader, base, firsts);
                }
            }
        }
        assertThat(firsts[PacketType.DIFF]).isPositive();
        assertThat(firsts[PacketType.TRUNC]).isPositive();
        assertThat(firsts[PacketType.SNAP]).isPositive();
    }

    private static void everyLearner(List<Long> leader, int base, int[] firsts) {
        History history = new History(10, base == 0 ? 0 : leader.get(base - 1));
        leader.subList(base, leader.size()).forEach(zxid -> history.add(proposal(zxid)));
        long last = leader.isEmpty() ? 0 : leader.get(leader.size() - 1);
        long endOfOlder = leader.stream().filter(zxid -> Zxid.epoch(zxid) == 1).count();
        for (int common = 0; common <= leader.size(); common++) {
            List<Long> prefix = leader.subList(0, common);
            boolean older = common <= endOfOlder;
            boolean endsAnEpoch = common == endOfOlder || common == leader.size();
            for (int alone = 0; alone <= 2; alone++) {
                for (long epoch : new long[] {older ? 1 : 3, 2, 4}) {
                    // An epoch goes on only where the others left it, or is one that they know nothing of.
                    boolean possible = epoch == (older ? 1 : 3) ? endsAnEpoch || alone == 0 : epoch > (older ? 1 : 3);
                    List<Long> learner = new ArrayList<>(prefix);
                    add(learner, epoch, alone);
                    if (possible && increases(learner)) {
                        check(history, last, learner, leader, firsts);
                    }
                }
            }
        }
        // The leader's tree stands at the beginning of epoch 5; the learner has it already, or one of epoch 3, with or
        // without what
        // the leader committed in that epoch.
        assertThat(LearnerSync.plan(history, Zxid.of(5, 0), Zxid.of(5, 0)).rest())
                .isEmpty();
        LearnerSync sync = LearnerSync.plan(history, Zxid.of(5, 0), Zxid.of(3, 0));
        if (sync.first() == PacketType.DIFF) {
            List<Long> learner = new ArrayList<>(leader.subList(0, (int) endOfOlder));
            sync.rest().forEach(proposal -> learner.add(proposal.zxid()));
            assertThat(learner).as("behind the tree of epoch 3, %s", sync).isEqualTo(leader);
        }
    }

    private static void check(History history, long last, List<Long> learner, List<Long> leader, int[] firsts) {
        long peer = learner.isEmpty() ? 0 : learner.get(learner.size() - 1);
        LearnerSync sync = LearnerSync.plan(history, last, peer);
        firsts[sync.first()]++;
        assertThat(after(sync, learner, leader))
                .as("leader %s, history behind %s, learner %s: %s", leader, history.baseZxid(), learner, sync)
                .isEqualTo(leader);
    }

    private static void add(List<Long> log, long epoch, int count) {
        long last = log.isEmpty() || Zxid.epoch(log.get(log.size() - 1)) != epoch
                ? Zxid.of(epoch, 0)
                : log.get(log.size() - 1);
        for (int i = 1; i <= count; i++) {
            log.add(last + i);
        }
    }

    private static boolean increases(List<Long> log) {
        for (int i = 1; i < log.size(); i++) {
            if (log.get(i) <= log.get(i - 1)) {
                return false;
            }
        }
        return true;
    }

    @Test
    void afterTheSyncTheLearnerHasWhatTheLeaderHas() {
        SplittableRandom random = new SplittableRandom(42);
        int[] firsts = new int[PacketType.INFORMANDACTIVATE + 1];
        for (int run = 0; run < RUNS; run++) {
            List<Long> leader = randomLog(random);
            int base = random.nextInt(leader.size() + 1);
            History history = new History(1 + random.nextInt(8), base == 0 ? 0 : leader.get(base - 1));
            leader.subList(base, leader.size()).forEach(zxid -> history.add(proposal(zxid)));
            List<Long> learner = relatedLog(leader, random);
            long last = learner.isEmpty() ? 0 : learner.get(learner.size() - 1);
            long committed = leader.isEmpty() ? 0 : leader.get(leader.size() - 1);
            LearnerSync sync = LearnerSync.plan(history, committed, last);
            firsts[sync.first()]++;
            assertThat(after(sync, learner, leader))
                    .as("leader %s, history behind %s, learner %s: %s", leader, history.baseZxid(), learner, sync)
                    .isEqualTo(leader);
        }
        assertThat(firsts[PacketType.DIFF]).isGreaterThan(RUNS / 50);
        assertThat(firsts[PacketType.TRUNC]).isGreaterThan(RUNS / 50);
        assertThat(firsts[PacketType.SNAP]).isGreaterThan(RUNS / 50);
    }

    @Test
    void aTransactionThatDoesNotFollowBeginsANewHistory() {
        History history = new History(10, 5);
        history.add(proposal(6));
        history.add(proposal(8));
        assertThat(history.baseZxid()).isEqualTo(8);
        assertThat(history.after(0)).isEmpty();
    }

    @Test
    void aHistoryOfLargeTransactionsIsShort() {
        History history = new History(500, 0);
        byte[] half = new byte[(int) (History.BYTES_MAX / 2)];
        for (long zxid = 1; zxid <= 5; zxid++) {
            history.add(new Proposal(proposal(zxid).entry(), half, null, null));
        }
        assertThat(history.baseZxid()).isEqualTo(3);
        assertThat(history.after(3)).hasSize(2);
        history.add(proposal(6));
        assertThat(history.baseZxid()).isEqualTo(4);
        history.add(new Proposal(proposal(7).entry(), new byte[(int) History.BYTES_MAX + 1], null, null));
        assertThat(history.baseZxid()).isEqualTo(7);
        assertThat(history.maxZxid()).isEqualTo(7);
        history.add(proposal(8));
        assertThat(history.after(7)).hasSize(1);
    }

    /** What a learner's log is after it did as told; fails if it cannot be done. */
    private static List<Long> after(LearnerSync sync, List<Long> learner, List<Long> leader) {
        List<Long> log = new ArrayList<>(learner);
        if (sync.first() == PacketType.SNAP) {
            return leader;
        }
        if (sync.first() == PacketType.TRUNC) {
            assertThat(sync.zxid() == 0 || log.contains(sync.zxid()) || Zxid.counter(sync.zxid()) == 0)
                    .as("learner has the zxid that it is cut to, %s", sync)
                    .isTrue();
            log.removeIf(zxid -> zxid > sync.zxid());
        }
        for (Proposal proposal : sync.rest()) {
            long last = log.isEmpty() ? 0 : log.get(log.size() - 1);
            assertThat(History.follows(last, proposal.zxid()))
                    .as("no gap in %s", sync)
                    .isTrue();
            log.add(proposal.zxid());
        }
        return log;
    }

    /** One to three epochs of a few transactions each. */
    private static List<Long> randomLog(SplittableRandom random) {
        List<Long> log = new ArrayList<>();
        long epoch = 0;
        for (int epochs = random.nextInt(4); epochs > 0; epochs--) {
            epoch += 1 + random.nextInt(2);
            int count = 1 + random.nextInt(5);
            for (int counter = 1; counter <= count; counter++) {
                log.add(Zxid.of(epoch, counter));
            }
        }
        return log;
    }

    /** A prefix of a leader's log, perhaps with a tail that nobody else has, of the same epoch or of one that nobody heard of. */
    private static List<Long> relatedLog(List<Long> leader, SplittableRandom random) {
        List<Long> log = new ArrayList<>(leader.subList(0, random.nextInt(leader.size() + 1)));
        long last = log.isEmpty() ? 0 : log.get(log.size() - 1);
        if (random.nextInt(3) == 0 && last != 0) {
            boolean endOfEpoch = log.size() == leader.size() || Zxid.epoch(leader.get(log.size())) > Zxid.epoch(last);
            for (int extra = random.nextInt(3); extra > 0 && endOfEpoch; extra--) {
                log.add(++last);
            }
        }
        if (random.nextInt(4) == 0) {
            long unheardOf = Zxid.epoch(last) + 1;
            boolean free = leader.stream().noneMatch(zxid -> Zxid.epoch(zxid) == unheardOf);
            if (free) {
                log.add(Zxid.of(unheardOf, 1));
            }
        }
        return log;
    }

    private static Proposal proposal(long zxid) {
        TxnEntry entry = new TxnEntry(new TxnHeader(1, 1, zxid, 0, OpCode.ERROR), new ErrorTxn(-1), null);
        return new Proposal(entry, entry.encode(), null, null);
    }
}
