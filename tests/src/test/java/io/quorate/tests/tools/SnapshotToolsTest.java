package io.quorate.tests.tools;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quorate.cli.files.SnapshotComparerMain;
import io.quorate.cli.files.SnapshotSummaryMain;
import io.quorate.cli.files.SnapshotToolkitMain;
import io.quorate.cli.files.Tool;
import io.quorate.tests.harness.Locations;
import io.quorate.txnlog.DataDirs;
import io.quorate.txnlog.FileSnap;
import io.quorate.txnlog.NioDisk;
import io.quorate.txnlog.SnapCompression;
import io.quorate.txnlog.SnapOptions;
import io.quorate.txnlog.SnapshotCopy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The tools for snapshots beside Apache's, on snapshots that an Apache server wrote and on ours. */
class SnapshotToolsTest {
    private static final String APACHE = "org.apache.zookeeper.server.";
    private static final Path SNAPSHOT = Locations.resource("apache-files/snapshot.11");
    private static final Path EMPTY = Locations.resource("apache-files/snapshot.0");

    private static ApacheTools apache;

    @TempDir
    private Path temp;

    @BeforeAll
    static void loadApache() throws IOException {
        apache = new ApacheTools();
    }

    @AfterAll
    static void unloadApache() throws IOException {
        apache.close();
    }

    /** What Apache has for a snapshot, written by our server. */
    private Path ours(SnapCompression compression) throws IOException {
        DataDirs dirs = DataDirs.open(new NioDisk(), temp, null, true);
        return new FileSnap(new NioDisk(), dirs, new SnapOptions(compression, true))
                .save(SnapshotCopy.read(new NioDisk(), SNAPSHOT, Tool.reading()).tree())
                .path();
    }

    /** The blocks of lines, in an order of their own: each server has its own order of children. */
    private static List<String> blocks(String text) {
        return Arrays.stream(text.split("----\n")).sorted().toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-d"})
    void znodesAndSessionsAreShownAsByApache(String option) throws Exception {
        String[] words =
                option.isEmpty() ? new String[] {SNAPSHOT.toString()} : new String[] {option, SNAPSHOT.toString()};
        ToolRun run = ToolRun.of(SnapshotToolkitMain::run, (Object[]) words);
        assertThat(run.exitCode()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(blocks(run.out())).isEqualTo(blocks(apache.run("", APACHE + "SnapshotFormatter", words)));
        assertThat(run.out()).contains("0x1000214feaf0001, 10000, 1\n", "Last zxid: 0x11\n");
    }

    @ParameterizedTest
    @EnumSource(SnapCompression.class)
    void ourSnapshotsAreShownAsByApache(SnapCompression compression) throws Exception {
        Path ours = ours(compression);
        assertThat(blocks(ToolRun.of(SnapshotToolkitMain::run, ours).out()))
                .isEqualTo(blocks(apache.run("", APACHE + "SnapshotFormatter", ours.toString())))
                .isEqualTo(blocks(ToolRun.of(SnapshotToolkitMain::run, SNAPSHOT).out()));
    }

    @Test
    void sizesAreATreeInJsonAsApaches() throws Exception {
        Map<String, JsonNode> ours =
                nodes(ToolRun.of(SnapshotToolkitMain::run, "-json", SNAPSHOT).out());
        assertThat(ours).hasSize(11).containsKey("//a/s-0000000001");
        assertThat(ours).isEqualTo(nodes(apache.run("", APACHE + "SnapshotFormatter", "-json", SNAPSHOT.toString())));
    }

    private static Map<String, JsonNode> nodes(String json) throws IOException {
        JsonNode all = new ObjectMapper().readTree(json);
        assertThat(all).hasSize(4);
        assertThat(all.get(2).has("progname")).isTrue();
        Map<String, JsonNode> nodes = new TreeMap<>();
        collect("", all.get(3), nodes);
        return nodes;
    }

    private static void collect(String parent, JsonNode entry, Map<String, JsonNode> nodes) {
        JsonNode node = entry.isArray() ? entry.get(0) : entry;
        String path = parent.isEmpty()
                ? node.get("name").asText()
                : parent + "/" + node.get("name").asText();
        ((ObjectNode) node).remove("ino");
        nodes.put(path, node);
        for (int i = 1; entry.isArray() && i < entry.size(); i++) {
            collect(path, entry.get(i), nodes);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0 0", "1 1", "3 100", "100 100"})
    void snapshotsAreComparedAsByApache(String limits) throws Exception {
        String[] numbers = limits.split(" ");
        for (List<Path> sides : List.of(List.of(EMPTY, SNAPSHOT), List.of(SNAPSHOT, EMPTY))) {
            String[] words = {
                "-l", sides.get(0).toString(), "-r", sides.get(1).toString(), "-b", numbers[0], "-n", numbers[1]
            };
            assertCompared("", words);
        }
    }

    @Test
    void comparingAsksAsApacheDoes() throws Exception {
        assertCompared(
                "\n2\n1\n/a\nnot this\n9\n2\n\n",
                "-l",
                EMPTY.toString(),
                "-r",
                SNAPSHOT.toString(),
                "-b",
                "0",
                "-n",
                "0",
                "-i");
    }

    private static void assertCompared(String input, String... words) throws Exception {
        ToolRun run = ToolRun.asked(SnapshotComparerMain::run, input, (Object[]) words);
        assertThat(run.exitCode()).isZero();
        assertThat(withoutTimes(run.out()))
                .isEqualTo(withoutTimes(apache.run(input, APACHE + "SnapshotComparer", words)))
                .contains("All layers compared.");
    }

    private static String withoutTimes(String text) {
        return text.replaceAll("[0-9.]+ seconds", "# seconds");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/ 0", "/ 1", "/ 2", "/a 0", "/zookeeper 3"})
    void subtreesAreSummedUpAsByApache(String where) throws Exception {
        String[] words = {SNAPSHOT.toString(), where.split(" ")[0], where.split(" ")[1]};
        ToolRun run = ToolRun.of(SnapshotSummaryMain::run, (Object[]) words);
        assertThat(run.exitCode()).isZero();
        assertThat(run.out().strip().lines().sorted())
                .isEqualTo(apache.run("", APACHE + "SnapshotRecursiveSummary", words)
                        .strip()
                        .lines()
                        .sorted()
                        .toList());
    }

    @Test
    void onlyTheLargestAreShownIfThatIsWanted() {
        ToolRun run = ToolRun.of(SnapshotSummaryMain::run, "--largest", "1", SNAPSHOT, "/", "0");
        assertThat(run.out()).contains("-- /a\n").doesNotContain("/zookeeper");
    }

    @Test
    void exitCodesSayWhatWasWrong() throws IOException {
        assertThat(ToolRun.of(SnapshotToolkitMain::run).exitCode()).isEqualTo(2);
        assertThat(ToolRun.of(SnapshotToolkitMain::run, temp.resolve("none")))
                .isEqualTo(new ToolRun(2, "", "File '" + temp.resolve("none") + "' does not exist.\n"));
        assertThat(ToolRun.asked(SnapshotComparerMain::run, "").exitCode()).isEqualTo(2);
        assertThat(ToolRun.of(SnapshotSummaryMain::run, SNAPSHOT, "/", "-1").exitCode())
                .isEqualTo(2);
        assertThat(ToolRun.of(SnapshotSummaryMain::run, SNAPSHOT, "/nope", "1").err())
                .isEqualTo("There is no znode /nope in " + SNAPSHOT + "\n");
        byte[] bytes = Files.readAllBytes(SNAPSHOT);
        bytes[bytes.length / 2]++;
        Path damaged = Files.write(temp.resolve("snapshot.11"), bytes);
        ToolRun run = ToolRun.of(SnapshotToolkitMain::run, damaged);
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).startsWith("Error: " + damaged + ": ");
        for (ToolRun help : List.of(
                ToolRun.of(SnapshotToolkitMain::run, "--help"),
                ToolRun.of(SnapshotSummaryMain::run, "-h"),
                ToolRun.asked(SnapshotComparerMain::run, "", "-h"))) {
            assertThat(help.exitCode()).isZero();
            assertThat(help.out()).startsWith("Usage: zkSnap").contains("Exit codes:", "Example");
        }
    }
}
