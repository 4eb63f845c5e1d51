package io.quorate.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class RecorderTest {
    @Test
    void aClosedLoopCountsRepliesThatArriveInTheWindow() {
        Recorder recorder = new Recorder(false);
        recorder.onReply(0, 50, 0, true);
        recorder.begin(100);
        recorder.onReply(90, 110, 0, true);
        recorder.end(200);
        recorder.onReply(150, 210, 0, true);

        assertThat(recorder.completed()).isEqualTo(1);
        assertThat(recorder.latencyNanos().getTotalCount()).isEqualTo(1);
        assertThat(recorder.latencyNanos().getMaxValue()).isEqualTo(20);
        assertThat(recorder.seconds()).isEqualTo(100e-9);
    }

    @Test
    void anOpenLoopTimesRequestsThatWereDueInTheWindowHoweverLateTheyAreAnswered() {
        Recorder recorder = new Recorder(true);
        recorder.begin(100);
        recorder.onReply(90, 110, 0, true);
        recorder.end(200);
        recorder.onReply(150, 950, 0, true);
        recorder.onReply(205, 960, 0, true);

        assertThat(recorder.completed()).isEqualTo(1);
        assertThat(recorder.latencyNanos().getTotalCount()).isEqualTo(1);
        assertThat(recorder.latencyNanos().getMaxValue()).isEqualTo(800);
    }

    @Test
    void wrongRepliesCountOutsideTheWindowToo() {
        Recorder recorder = new Recorder(false);
        recorder.onReply(0, 1, -110, true);
        recorder.onReply(0, 1, -110, true);
        recorder.onReply(0, 1, 0, false);

        assertThat(recorder.errors()).containsExactly(Map.entry(-110, 2L));
        assertThat(recorder.wrongLengths()).isEqualTo(1);
    }
}
