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
