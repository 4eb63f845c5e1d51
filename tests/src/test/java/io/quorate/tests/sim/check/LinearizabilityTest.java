package io.quorate.tests.sim.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.tests.sim.check.Linearizability.Verdict;
import io.quorate.tests.sim.check.ZnodeOp.Kind;
import io.quorate.tests.sim.check.ZnodeOp.Outcome;
import io.quorate.tests.sim.check.ZnodeOp.Versioned;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The judge is judged first: on histories made by hand, and on random ones made by a single copy and then spoiled. */
class LinearizabilityTest {
    @Test
    void nothingIsLinearizable() {
        assertThat(verdict()).isEqualTo(Verdict.LINEARIZABLE);
    }

    @Test
    void oneAfterAnother() {
        assertThat(verdict(
                        create(7, 0, 1), read(7, 0, 2, 3), set(8, 4, 5), read(8, 1, 6, 7), delete(8, 9), gone(10, 11)))
                .isEqualTo(Verdict.LINEARIZABLE);
    }

    @Test
    void aReadOfWhatWasOverwrittenBeforeItBegan() {
        assertThat(verdict(create(7, 0, 1), set(8, 2, 3), read(7, 0, 4, 5))).isEqualTo(Verdict.VIOLATED);
    }

    @Test
    void aReadBesideAWriteMayFindEither() {
        assertThat(verdict(create(7, 0, 1), set(8, 2, 9), read(7, 0, 3, 4))).isEqualTo(Verdict.LINEARIZABLE);
        assertThat(verdict(create(7, 0, 1), set(8, 2, 9), read(8, 1, 3, 4))).isEqualTo(Verdict.LINEARIZABLE);
    }

    @Test
    void twoReadsBesideAWriteMayNotGoBack() {
        assertThat(verdict(create(7, 0, 1), set(8, 2, 9), read(8, 1, 3, 4), read(7, 0, 5, 6)))
                .isEqualTo(Verdict.VIOLATED);
    }

    @Test
    void aLostWrite() {
        assertThat(verdict(create(7, 0, 1), gone(2, 3))).isEqualTo(Verdict.VIOLATED);
    }

    @Test
    void aWriteFromNowhere() {
        assertThat(verdict(create(7, 0, 1), read(9, 1, 2, 3))).isEqualTo(Verdict.VIOLATED);
    }

    @Test
    void anUnansweredWriteMayCountOrNot() {
        assertThat(verdict(create(7, 0, 1), unanswered(set(8, 2, 3)), read(8, 1, 4, 5)))
                .isEqualTo(Verdict.LINEARIZABLE);
        assertThat(verdict(create(7, 0, 1), unanswered(set(8, 2, 3)), read(7, 0, 4, 5)))
                .isEqualTo(Verdict.LINEARIZABLE);
    }

    @Test
    void anUnansweredWriteMayCountLate() {
        assertThat(verdict(create(7, 0, 1), unanswered(set(8, 2, 3)), read(7, 0, 4, 5), read(8, 1, 6, 7)))
                .isEqualTo(Verdict.LINEARIZABLE);
    }

    @Test
    void anUnansweredWriteCountsOnce() {
        ZnodeOp cas = op(Kind.SET, 9, -1, Outcome.DONE, null, 6, 7);
        assertThat(verdict(
                        create(7, 0, 1),
                        unanswered(set(8, 2, 3)),
                        read(8, 1, 4, 5),
                        cas,
                        read(9, 2, 8, 9),
                        read(8, 3, 10, 11)))
                .isEqualTo(Verdict.VIOLATED);
    }

    @Test
    void anUnansweredWriteDoesNotCountBeforeItIsAskedFor() {
        assertThat(verdict(create(7, 0, 1), read(8, 1, 2, 3), unanswered(set(8, 4, 5))))
                .isEqualTo(Verdict.VIOLATED);
    }

    @Test
    void twoCreatesCannotBothSucceed() {
        assertThat(verdict(create(7, 0, 5), create(8, 0, 5))).isEqualTo(Verdict.VIOLATED);
        assertThat(verdict(create(7, 0, 5), op(Kind.CREATE, 8, -1, Outcome.NODE_EXISTS, null, 0, 5)))
                .isEqualTo(Verdict.LINEARIZABLE);
    }

    @Test
    void aRefusalNeedsAReasonToo() {
        assertThat(verdict(create(7, 0, 1), op(Kind.SET, 8, -1, Outcome.NO_NODE, null, 2, 3)))
                .isEqualTo(Verdict.VIOLATED);
        assertThat(verdict(create(7, 0, 1), op(Kind.SET, 8, 0, Outcome.BAD_VERSION, null, 2, 3)))
                .isEqualTo(Verdict.VIOLATED);
    }

    @Test
    void ofTwoSwapsOnOneVersionOneWins() {
        ZnodeOp one = op(Kind.SET, 8, 0, Outcome.DONE, null, 2, 9);
        ZnodeOp other = op(Kind.SET, 9, 0, Outcome.DONE, null, 2, 9);
        ZnodeOp beaten = op(Kind.SET, 9, 0, Outcome.BAD_VERSION, null, 2, 9);
        assertThat(verdict(create(7, 0, 1), one, other)).isEqualTo(Verdict.VIOLATED);
        assertThat(verdict(create(7, 0, 1), one, beaten)).isEqualTo(Verdict.LINEARIZABLE);
    }

    /** Histories that a single copy made are accepted; with one answer changed hardly any is, and the search ends either way. */
    @Test
    void randomHistoriesOfASingleCopy() {
        int violated = 0;
        for (long seed = 1; seed <= 200; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            List<ZnodeOp> good = singleCopy(random, 60);
            assertThat(Linearizability.check(good)).as("seed %d", seed).returns(Verdict.LINEARIZABLE, r -> r.verdict());
            List<ZnodeOp> bad = new ArrayList<>(good);
            int at = random.nextInt(bad.size() / 2, bad.size());
            ZnodeOp op = bad.get(at);
            bad.set(
                    at,
                    new ZnodeOp(
                            op.client(),
                            Kind.READ,
                            0,
                            -1,
                            Outcome.DONE,
                            new Versioned(-5, 1),
                            op.invoked(),
                            op.completed()));
            violated += Linearizability.check(bad).verdict() == Verdict.VIOLATED ? 1 : 0;
        }
        assertThat(violated).isEqualTo(200);
    }

    /** Operations that take effect at once, somewhere inside the times that are written down. */
    private static List<ZnodeOp> singleCopy(SplittableRandom random, int count) {
        List<ZnodeOp> history = new ArrayList<>();
        Versioned state = null;
        for (int i = 0; i < count; i++) {
            long at = i * 10L;
            long invoked = at - random.nextInt(30);
            long completed = at + random.nextInt(30);
            int version = random.nextInt(4) == 0 && state != null ? state.version() - random.nextInt(2) : -1;
            Kind kind = List.of(Kind.values()).get(random.nextInt(4));
            Outcome outcome = Outcome.DONE;
            Versioned before = state;
            if (kind == Kind.CREATE) {
                outcome = state == null ? Outcome.DONE : Outcome.NODE_EXISTS;
                state = state == null ? new Versioned(i, 0) : state;
            } else if (state == null) {
                outcome = Outcome.NO_NODE;
            } else if (kind != Kind.READ && version >= 0 && version != state.version()) {
                outcome = Outcome.BAD_VERSION;
            } else if (kind == Kind.SET) {
                state = new Versioned(i, state.version() + 1);
            } else if (kind == Kind.DELETE) {
                state = null;
            }
            ZnodeOp op = new ZnodeOp(
                    i % 5,
                    kind,
                    i,
                    kind == Kind.READ || kind == Kind.CREATE ? -1 : version,
                    outcome,
                    kind == Kind.READ ? before : null,
                    invoked,
                    completed);
            history.add(random.nextInt(12) == 0 ? unanswered(op) : op);
        }
        return history;
    }

    private static Verdict verdict(ZnodeOp... ops) {
        return Linearizability.check(List.of(ops)).verdict();
    }

    private static ZnodeOp create(int value, long invoked, long completed) {
        return op(Kind.CREATE, value, -1, Outcome.DONE, null, invoked, completed);
    }

    private static ZnodeOp set(int value, long invoked, long completed) {
        return op(Kind.SET, value, -1, Outcome.DONE, null, invoked, completed);
    }

    private static ZnodeOp delete(long invoked, long completed) {
        return op(Kind.DELETE, 0, -1, Outcome.DONE, null, invoked, completed);
    }

    private static ZnodeOp read(int value, int version, long invoked, long completed) {
        return op(Kind.READ, 0, -1, Outcome.DONE, new Versioned(value, version), invoked, completed);
    }

    private static ZnodeOp gone(long invoked, long completed) {
        return op(Kind.READ, 0, -1, Outcome.NO_NODE, null, invoked, completed);
    }

    private static ZnodeOp unanswered(ZnodeOp op) {
        return new ZnodeOp(
                op.client(),
                op.kind(),
                op.value(),
                op.expectedVersion(),
                Outcome.UNKNOWN,
                null,
                op.invoked(),
                ZnodeOp.NEVER);
    }

    private static ZnodeOp op(
            Kind kind, int value, int version, Outcome outcome, Versioned read, long invoked, long completed) {
        return new ZnodeOp(1, kind, value, version, outcome, read, invoked, completed);
    }
}
