package io.quorate.bench;

import io.quorate.bench.compare.Contestant;
import io.quorate.bench.compare.Extra;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/** Which servers are compared, where their jars are, and the flags they run with. */
final class ServerOptions {
    static final String QUORATE = "quorate";
    static final String APACHE = "apache";
    static final String FLOOR = "floor";

    @Option(names = "--only", split = ",", description = "Only these servers, of: apache, quorate.")
    private Set<String> only = new LinkedHashSet<>(List.of(APACHE, QUORATE));

    @Option(
            names = "--beside",
            split = ",",
            description = "Have each server run with this, too, and say what it costs: ${COMPLETION-CANDIDATES}.")
    private List<Extra> extras = new ArrayList<>();

    @Option(
            names = "--project",
            defaultValue = "${sys:quorate.project:-.}",
            description = "Where the project is checked out and built (default: ${DEFAULT-VALUE}).")
    private Path project;

    @Option(names = "--quorate-lib", description = "Quorate's jars (default: the newest lib under target/dist).")
    private Path quorateLib;

    @Option(names = "--apache-lib", description = "Apache's jars (default: tests/apache/target/lib).")
    private Path apacheLib;

    @Option(names = "--heap", defaultValue = "2g", description = "Heap of every server (default: ${DEFAULT-VALUE}).")
    private String heap;

    @Option(
            names = "--jvm-flags",
            defaultValue = "-XX:+UseG1GC -XX:-UseDynamicNumberOfCompilerThreads",
            description = "Further JVM flags of every server (default: ${DEFAULT-VALUE}).")
    private String jvmFlags;

    @Option(names = "--quorate-flags", defaultValue = "", description = "JVM flags of Quorate alone.")
    private String quorateFlags;

    @Option(names = "--apache-flags", defaultValue = "", description = "JVM flags of Apache alone.")
    private String apacheFlags;

    /** Flags under load: the whole heap is touched at the start, so that no page fault falls into a measurement. */
    List<String> flagsUnderLoad() {
        List<String> flags = new ArrayList<>(flagsOfStarts());
        flags.add("-XX:+AlwaysPreTouch");
        return flags;
    }

    /** Flags where starts are timed. */
    List<String> flagsOfStarts() {
        List<String> flags = new ArrayList<>(List.of("-Xms" + heap, "-Xmx" + heap));
        flags.addAll(words(jvmFlags));
        return flags;
    }

    /** Apache first, if it takes part. */
    List<Contestant> contestants() throws IOException {
        if (only.isEmpty() || !Set.of(APACHE, QUORATE).containsAll(only)) {
            throw new IllegalArgumentException("servers: " + only + " (expected: apache, quorate or both)");
        }
        List<Contestant> contestants = new ArrayList<>();
        if (only.contains(APACHE)) {
            contestants.add(new Contestant(
                    APACHE, apacheJars(), "org.apache.zookeeper.server.quorum.QuorumPeerMain", words(apacheFlags)));
        }
        if (only.contains(QUORATE)) {
            Path lib = distribution();
            List<String> flags = new ArrayList<>(archiveFlags(lib));
            flags.addAll(words(quorateFlags));
            contestants.add(
                    new Contestant(QUORATE, jars(lib, "--quorate-lib"), "io.quorate.server.QuorumPeerMain", flags));
        }
        return withExtras(contestants);
    }

    private List<Contestant> withExtras(List<Contestant> plain) throws IOException {
        if (extras.isEmpty()) {
            return plain;
        }
        List<Contestant> all = new ArrayList<>(plain);
        String logging = Arrays.stream(jars(distribution(), "--quorate-lib").split(File.pathSeparator, -1))
                .filter(jar -> Path.of(jar).getFileName().toString().startsWith("logback-"))
                .collect(Collectors.joining(File.pathSeparator, File.pathSeparator, ""));
        for (Extra extra : extras) {
            for (Contestant contestant : plain) {
                all.add(extra.added(contestant, contestant.name().equals(QUORATE) ? "" : logging));
            }
        }
        return all;
    }

    /** What servers may also do that is to be measured. */
    List<Extra> extras() {
        return extras;
    }

    private Path distribution() throws IOException {
        return quorateLib != null ? quorateLib : newestDistribution();
    }

    /** The class path of the released server and client. */
    String apacheJars() throws IOException {
        return jars(apacheLib != null ? apacheLib : project.resolve("tests/apache/target/lib"), "--apache-lib");
    }

    Path project() {
        return project;
    }

    /** The floor server, out of this program's own class path. */
    static Contestant floor() {
        return new Contestant(FLOOR, System.getProperty("java.class.path"), FloorMain.class.getName(), List.of());
    }

    private Path newestDistribution() throws IOException {
        Path dist = project.resolve("target/dist");
        Path newest = dist.resolve("quorate-*/lib");
        if (Files.isDirectory(dist)) {
            try (DirectoryStream<Path> outer = Files.newDirectoryStream(dist, "quorate-*")) {
                for (Path directory : outer) {
                    Path lib = directory.resolve("lib");
                    if (Files.isDirectory(lib) && (!Files.exists(newest) || isNewer(lib, newest))) {
                        newest = lib;
                    }
                }
            }
        }
        return newest;
    }

    private static boolean isNewer(Path one, Path other) throws IOException {
        return Files.getLastModifiedTime(one).compareTo(Files.getLastModifiedTime(other)) > 0;
    }

    /** The class-data archive that {@code zkServer.sh start} would use with these jars and this Java, if there is one. */
    private static List<String> archiveFlags(Path lib) throws IOException {
        Path script = lib.toAbsolutePath().resolveSibling("bin").resolve("zkServer.sh");
        if (!Files.isExecutable(script)) {
            return List.of();
        }
        ProcessBuilder printing = new ProcessBuilder(script.toString(), "print-cmd");
        printing.environment().put("JAVA_HOME", System.getProperty("java.home"));
        printing.redirectError(ProcessBuilder.Redirect.DISCARD);
        String command = new String(printing.start().getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        Matcher flag = Pattern.compile("-XX:SharedArchiveFile=(\\S+)").matcher(command);
        return flag.find() ? List.of(flag.group(), "-Xlog:cds=off", "-Xlog:cds+dynamic=off") : List.of();
    }

    /** A class path of all jars, one by one and in the order of the scripts, so that a class-data archive fits. */
    private static String jars(Path lib, String option) throws IOException {
        if (!Files.isDirectory(lib)) {
            throw new IllegalArgumentException(
                    "no jars at " + lib + " (expected: a directory; build the project first, or give " + option + ")");
        }
        List<String> jars = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(lib.toAbsolutePath(), "*.jar")) {
            files.forEach(jar -> jars.add(jar.toString()));
        }
        Collections.sort(jars);
        return String.join(File.pathSeparator, jars);
    }

    private static List<String> words(String text) {
        return text.isBlank() ? List.of() : List.of(text.strip().split("\\s+", -1));
    }
}
