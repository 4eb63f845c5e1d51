package io.quorate.txnlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.jute.Zxid;
import io.quorate.txnlog.sim.SimulatedCrash;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Spec: zab-protocol §3; hazard S20. */
class EpochsTest {
    private Harness harness;

    EpochsTest() throws IOException {
        harness = new Harness(1);
    }

    private EpochFile accepted() {
        return EpochFile.accepted(harness.disk, harness.dirs);
    }

    private EpochFile current() {
        return EpochFile.current(harness.disk, harness.dirs);
    }

    private Epochs load(long lastZxid) throws IOException {
        return Epochs.load(harness.disk, harness.dirs, lastZxid);
    }

    private void install(String name, String text) {
        harness.disk.install(harness.file(name), text.getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void isADecimalNumberWithoutNewline() throws IOException {
        accepted().write(17);
        assertThat(new String(harness.disk.contents(harness.file("acceptedEpoch")), StandardCharsets.US_ASCII))
                .isEqualTo("17");
        assertThat(accepted().read()).isEqualTo(OptionalLong.of(17));
        assertThat(harness.names()).containsExactly("acceptedEpoch");
    }

    @Test
    void filesWithANewlineAreRead() throws IOException {
        install("currentEpoch", "9\n");
        assertThat(current().read()).hasValue(9);
    }

    /**
     * Whatever operation the power goes in, the old number or the new one is there, and the new one if the write
     * returned.
     */
    @Test
    void aWriteIsAllOrNothing() throws IOException {
        for (int operation = 1; operation <= 8; operation++) {
            for (int seed = 0; seed < 40; seed++) {
                harness = new Harness(seed);
                accepted().write(4);
                harness.disk.faults().crashAfter(operation);
                boolean returned = false;
                try {
                    accepted().write(5);
                    returned = true;
                } catch (SimulatedCrash crash) {
                    assertThat(crash).isNotNull();
                }
                harness.disk.crash();
                harness.disk.faults().crashAfter(1000);
                long found = accepted().read().orElseThrow();
                assertThat(found)
                        .as("operation %d seed %d", operation, seed)
                        .isIn(returned ? List.of(5L) : List.of(4L, 5L));
                accepted().write(6);
                harness.disk.crash();
                assertThat(accepted().read()).hasValue(6);
            }
        }
    }

    /** From a fresh directory to a member of epoch 2, with the power going in any operation and the start repeated. */
    @Test
    void anyStateOfACrashIsRecovered() throws IOException {
        for (int operation = 1; operation <= 30; operation++) {
            for (int seed = 0; seed < 20; seed++) {
                harness = new Harness(seed);
                harness.disk.faults().crashAfter(operation);
                long promised = 0;
                long joined = 0;
                try {
                    load(0);
                    for (long epoch = 1; epoch <= 2; epoch++) {
                        accepted().write(epoch);
                        promised = epoch;
                        current().write(epoch);
                        joined = epoch;
                    }
                } catch (SimulatedCrash crash) {
                    assertThat(crash).isNotNull();
                }
                harness.disk.crash();
                harness.disk.faults().crashAfter(1000);
                Epochs epochs = load(Zxid.of(joined, joined == 0 ? 0 : 5));
                assertThat(epochs.accepted()).isBetween(promised, promised + 1);
                assertThat(epochs.current()).isBetween(joined, Math.min(joined + 1, epochs.accepted()));
            }
        }
    }

    @Test
    void missingFilesAreMadeFromTheLastZxid() throws IOException {
        assertThat(load(Zxid.of(3, 7)).warnings()).hasSize(2).allMatch(text -> text.contains("missing"));
        assertThat(load(Zxid.of(3, 7))).isEqualTo(new Epochs(3, 3, List.of()));
        assertThat(accepted().read()).hasValue(3);
        assertThat(current().read()).hasValue(3);
        harness = new Harness(2);
        assertThat(load(0)).isEqualTo(new Epochs(0, 0, List.of()));
        harness = new Harness(3);
        Epochs lost = load(Zxid.LOST);
        assertThat(lost.accepted()).isEqualTo(-1);
        assertThat(lost.current()).isEqualTo(-1);
    }

    @Test
    void aMissingAcceptedEpochIsAtLeastTheCurrentOne() throws IOException {
        current().write(6);
        Epochs epochs = load(Zxid.of(5, 9));
        assertThat(epochs.accepted()).isEqualTo(6);
        assertThat(epochs.current()).isEqualTo(6);
        assertThat(epochs.warnings())
                .singleElement()
                .asString()
                .contains("acceptedEpoch: set to 6")
                .contains("missing");
    }

    @Test
    void anUnfinishedWriteIsUsedIfTheFileIsGone() throws IOException {
        install("acceptedEpoch.tmp", "8");
        install("currentEpoch.tmp", "7");
        Epochs epochs = load(Zxid.of(7, 1));
        assertThat(epochs.accepted()).isEqualTo(8);
        assertThat(epochs.current()).isEqualTo(7);
    }

    @Test
    void anUnfinishedWriteIsIgnoredBesideAGoodFile() throws IOException {
        accepted().write(5);
        current().write(5);
        install("acceptedEpoch.tmp", "9");
        install("currentEpoch.tmp", "9");
        assertThat(load(Zxid.of(5, 1))).isEqualTo(new Epochs(5, 5, List.of()));
    }

    /** The history of a leader was stored, the crash came before its epoch was. */
    @Test
    void aCurrentEpochOlderThanTheLogIsRaised() throws IOException {
        accepted().write(5);
        current().write(4);
        Epochs epochs = load(Zxid.of(5, 3));
        assertThat(epochs.current()).isEqualTo(5);
        assertThat(epochs.warnings()).singleElement().asString().contains("currentEpoch: set to 5, from the last zxid");
        assertThat(current().read()).hasValue(5);
    }

    @Test
    void emptyAndGarbledFilesAreReplacedWithoutGoingBack() throws IOException {
        for (String garbage : List.of("", "x", "12 3", "99999999999999999999999999999999999999")) {
            harness = new Harness(1);
            install("acceptedEpoch", garbage);
            install("currentEpoch", garbage);
            Epochs epochs = load(Zxid.of(5, 3));
            assertThat(epochs.current()).isEqualTo(5);
            assertThat(epochs.accepted())
                    .as("a promise may have been of the next epoch")
                    .isEqualTo(6);
            assertThat(epochs.warnings()).hasSize(2);
            assertThat(load(Zxid.of(5, 3))).isEqualTo(new Epochs(6, 5, List.of()));
        }
    }

    @Test
    void forgottenPromisesAreRefused() throws IOException {
        accepted().write(3);
        current().write(5);
        assertThatThrownBy(() -> load(Zxid.of(5, 3)))
                .isInstanceOf(TxnLogException.class)
                .hasMessageContaining("acceptedEpoch 3 (expected: >= currentEpoch and the epoch of the last zxid, 5)");
    }
}
