package io.quorate.cli.files;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteConstraints;
import io.quorate.tree.DataNode;
import io.quorate.tree.DataTree;
import io.quorate.tree.TreeCursor;
import io.quorate.txnlog.SnapshotCopy;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code zkSnapShotToolkit.sh}: shows what is in a snapshot. */
@Command(
        name = "zkSnapShotToolkit.sh",
        description = "Shows the znodes and sessions of a snapshot, after checking all its checksums.",
        exitCodeList = {"0:done", "1:the file is damaged, or no snapshot", "2:wrong arguments, or no such file"},
        footer = {
            "Examples:",
            "  zkSnapShotToolkit.sh data/version-2/snapshot.1000002a          every znode with its stat",
            "  zkSnapShotToolkit.sh -d snapshot.1000002a.gz                   with data, in base64",
            "  zkSnapShotToolkit.sh -json snapshot.1000002a                   sizes as a tree, for ncdu -f"
        })
public final class SnapshotToolkitMain extends SnapshotTool {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("EEE MMM dd HH:mm:ss zzz yyyy", Locale.US);

    /** A tree is as deep as it is. */
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamWriteConstraints(StreamWriteConstraints.builder()
                    .maxNestingDepth(Integer.MAX_VALUE)
                    .build())
            .build();

    /** The first number of a node in the JSON, as Apache counts. */
    private static final int FIRST_NODE = 1001;

    @Option(
            names = {"-d", "--data"},
            description = "Show the data of each znode, in base64.")
    private boolean data;

    @Option(
            names = {"-json", "--json"},
            description = "Show the sizes as a tree in JSON, in the form that the program ncdu reads.")
    private boolean json;

    @Parameters(
            paramLabel = "SNAPSHOT",
            description = "A file such as version-2/snapshot.1000002a, .gz or .snappy, too.")
    private Path file;

    private SnapshotToolkitMain() {}

    /** Runs the tool and ends the process. */
    public static void main(String[] args) {
        System.exit(run(new SnapshotToolkitMain(), WRONG_ARGUMENTS, args));
    }

    /** Runs the tool. */
    public static int run(PrintWriter out, PrintWriter err, String... args) {
        return run(new SnapshotToolkitMain(), WRONG_ARGUMENTS, out, err, args);
    }

    @Override
    public Integer call() throws Exception {
        if (data && json) {
            throw mistake("-d and -json (expected: one of them)");
        }
        SnapshotCopy snapshot = read(file);
        if (json) {
            sizes(snapshot.tree());
        } else {
            nodes(snapshot.tree());
            sessions(snapshot.tree());
            out().println("----");
            out().println("Last zxid: " + hex(snapshot.zxid()));
        }
        return OK;
    }

    private void nodes(DataTree tree) {
        // Apache counts the root twice, and so do its four-letter words.
        out().println("ZNode Details (count=" + (tree.nodeCount() + 1) + "):");
        try (Progress progress = new Progress(err(), "Writing", tree.nodeCount())) {
            long written = 0;
            TreeCursor each = tree.cursor();
            while (each.next()) {
                out().println("----");
                out().println(each.pathLength() == 0 ? "/" : each.pathString());
                stat(each.node());
                progress.at(++written);
            }
        }
    }

    private void stat(DataNode node) {
        String[] lines = {
            "cZxid = " + wide(node.czxid()),
            "ctime = " + time(node.ctime()),
            "mZxid = " + wide(node.mzxid()),
            "mtime = " + time(node.mtime()),
            "pZxid = " + wide(node.pzxid()),
            "cversion = " + node.persistedCversion(),
            "dataVersion = " + node.version(),
            "aclVersion = " + node.aversion(),
            "ephemeralOwner = " + wide(node.persistedOwner()),
            data ? "data = " + base64(node.data()) : "dataLength = " + node.dataLength()
        };
        for (String line : lines) {
            out().println("  " + line);
        }
    }

    private void sessions(DataTree tree) {
        out().println("----");
        out().println("Session Details (sid, timeout, ephemeralCount):");
        for (long session : tree.sessions()) {
            out().println(hex(session) + ", " + tree.sessionTimeout(session) + ", "
                    + tree.ephemerals(session).size());
        }
    }

    /** An array for a node that has children, beginning with the node itself; an object for one that has none. */
    private void sizes(DataTree tree) throws IOException {
        JsonGenerator to = JSON.createGenerator(out()).disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
        to.writeStartArray();
        to.writeNumber(1);
        to.writeNumber(0);
        to.writeStartObject();
        to.writeStringField("progname", "zkSnapShotToolkit.sh");
        to.writeStringField("progver", "1");
        to.writeNumberField("timestamp", System.currentTimeMillis());
        to.writeEndObject();
        int number = FIRST_NODE;
        int open = 0;
        TreeCursor each = tree.cursor();
        while (each.next()) {
            int depth = depth(each);
            for (; open > depth; open--) {
                to.writeEndArray();
            }
            if (each.node().numChildren() > 0) {
                to.writeStartArray();
                open++;
            }
            node(each, number++, to);
        }
        for (; open > 0; open--) {
            to.writeEndArray();
        }
        to.writeEndArray();
        to.close();
        out().println();
    }

    private static void node(TreeCursor each, int number, JsonGenerator to) throws IOException {
        to.writeStartObject();
        to.writeStringField("name", each.pathLength() == 0 ? "/" : each.node().name());
        to.writeNumberField("asize", each.node().dataLength());
        to.writeNumberField("dsize", each.node().dataLength());
        to.writeNumberField("dev", 0);
        to.writeNumberField("ino", number);
        to.writeEndObject();
    }

    /** Slashes in the path: how many arrays the node is in. */
    private static int depth(TreeCursor each) {
        int depth = 0;
        for (int i = 0; i < each.pathLength(); i++) {
            depth += each.path()[i] == '/' ? 1 : 0;
        }
        return depth;
    }

    private static String base64(byte[] bytes) {
        return bytes == null ? "" : Base64.getEncoder().encodeToString(bytes);
    }

    private static String wide(long value) {
        return String.format("0x%014x", value);
    }

    private static String time(long millis) {
        return TIME.format(ZonedDateTime.ofInstant(Instant.ofEpochMilli(millis), ZoneId.systemDefault()));
    }
}
