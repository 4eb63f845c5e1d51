package io.quorate.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.server.meter.Histogram;
import io.quorate.server.meter.Measurement;
import io.quorate.server.meter.Unit;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RecentQuantilesTest {
    private static final long MINUTE = 60_000_000_000L;

    private final RecentQuantiles quantiles = new RecentQuantiles();
    private final Histogram histogram = new Histogram();

    private String scrape(long minutes) {
        List<Measurement> all = List.of(Measurement.summary("time", histogram.snapshot(), Unit.PLAIN, false));
        PrometheusText text = new PrometheusText(new MetricHelp(), Set.of(), quantiles.before(all, minutes * MINUTE));
        text.add(all);
        return text.toString().replaceAll("#.*\n", "");
    }

    @Test
    void quantilesAreOfTheLastTenMinutesAndTheOthersOfAllTime() {
        histogram.record(1024, 50);
        assertThat(scrape(0)).isEqualTo("time{quantile=\"0.5\"} 1024.0\ntime_count 50.0\ntime_sum 51200.0\n");
        histogram.record(2, 10);
        assertThat(scrape(5)).contains("time{quantile=\"0.5\"} 1024.0\n");
        assertThat(scrape(10)).contains("time{quantile=\"0.5\"} 2.0\n").contains("time_count 60.0\n");
        assertThat(scrape(12)).contains("time{quantile=\"0.5\"} 2.0\n");
        assertThat(scrape(15)).contains("time{quantile=\"0.5\"} NaN\n").contains("time_count 60.0\n");
        histogram.record(3);
        assertThat(scrape(500)).contains("time{quantile=\"0.5\"} 3.0\n");
    }

    @Test
    void manyScrapesKeepNoMoreThanTheWindow() {
        for (int second = 0; second < 7200; second++) {
            histogram.record(second < 6500 ? 1 : 7);
            List<Measurement> all = List.of(Measurement.summary("time", histogram.snapshot(), Unit.PLAIN, false));
            quantiles.before(all, second * MINUTE / 60);
        }
        assertThat(scrape(120)).contains("time{quantile=\"0.5\"} 7.0\n");
    }
}
