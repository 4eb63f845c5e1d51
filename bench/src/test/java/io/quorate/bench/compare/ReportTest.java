package io.quorate.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.bench.load.LoadPlan;
import io.quorate.bench.load.LoadResult;
import io.quorate.bench.load.Op;
import io.quorate.bench.load.Shape;
import io.quorate.bench.load.Workload;
import io.quorate.bench.measure.MachineUsage;
import io.quorate.bench.measure.ProcessUsage;
import io.quorate.bench.measure.ThreadKind;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class ReportTest {
    private final Figures figures = new Figures();
    private final Report report = new Report(figures, "quorate", "apache", "floor");

    @Test
    void theRatioIsOfTheMedians() {
        figures.add("set-8x1", "apache", run(1_000, 40_000_000, 0.5));
        figures.add("set-8x1", "quorate", run(2_900, 20_000_000, 0));
        figures.add("set-8x1", "quorate", run(3_100, 20_000_000, 0));
        figures.add("set-8x1", "apache", run(1_000, 40_000_000, 0));

        assertThat(cells(report.loads(), "set-8x1", "apache")).contains("1,000", "40.00", "2 ~");
        assertThat(cells(report.loads(), "set-8x1", "quorate")).contains("3,000", "7 %", "2");
        assertThat(cells(report.loads(), "set-8x1", "ratio")).contains("3.00", "0.17");
    }

    @Test
    void oneServerAloneHasNoRatio() {
        figures.add("set-8x1", "apache", run(1_000, 40_000_000, 0));
        figures.add(Scalar.COLD_START, "apache", 500);

        assertThat(report.loads()).doesNotContain("ratio");
        assertThat(report.scalars()).contains("500");
    }

    @Test
    void scalarsShowMedianRatioAndRange() {
        for (double millis : new double[] {900, 800, 1000}) {
            figures.add(Scalar.COLD_START, "apache", millis);
        }
        figures.add(Scalar.COLD_START, "quorate", 450);
        figures.add(Scalar.COLD_START, "floor", 200);

        assertThat(report.scalars()).contains("900", "450", "0.50", "200", "800..1,000", "450..450");
    }

    @Test
    void aRunWithWrongRepliesSpoilsTheFigures() {
        figures.add("set-8x1", "apache", run(1_000, 1, 0));
        assertThat(figures.areClean()).isTrue();
        figures.add("set-8x1", "apache", run(0, 1, 0));
        assertThat(figures.areClean()).isFalse();
    }

    @Test
    void medianAndSpread() {
        assertThat(Figures.median(List.of(3.0, 1.0, 2.0))).isEqualTo(2);
        assertThat(Figures.median(List.of(4.0, 1.0, 2.0, 3.0))).isEqualTo(2.5);
        assertThat(Figures.spreadPercent(List.of(90.0, 100.0, 110.0))).isEqualTo(20);
    }

    private static List<String> cells(String table, String load, String server) {
        return table.lines()
                .map(line -> List.of(line.split(" *\\| *", -1)))
                .filter(row ->
                        row.size() > 2 && row.get(1).equals(load) && row.get(2).equals(server))
                .findFirst()
                .orElseThrow();
    }

    private static LoadResult run(long completed, long cpuNanos, double foreignSeconds) {
        Histogram latency = new Histogram(3);
        latency.recordValue(1_000_000);
        LoadPlan plan = new LoadPlan(
                List.of(InetSocketAddress.createUnresolved("host", 1)),
                Workload.of(Op.SET, 100, 10),
                Shape.closed(8, 1),
                0,
                1);
        ProcessUsage usage = new ProcessUsage(Map.of(ThreadKind.PROGRAM, cpuNanos), 5_000, 0, 0);
        return new LoadResult(
                plan,
                1,
                completed,
                latency,
                new TreeMap<>(),
                0,
                usage,
                ProcessUsage.NONE,
                new MachineUsage(cpuNanos / 1e9 + foreignSeconds, 0),
                Double.NaN);
    }
}
