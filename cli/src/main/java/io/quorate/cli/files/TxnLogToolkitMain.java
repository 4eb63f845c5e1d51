package io.quorate.cli.files;

import io.quorate.txnlog.LogCopy;
import io.quorate.txnlog.LogScan;
import io.quorate.txnlog.NioDisk;
import io.quorate.txnlog.TxnLogException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code zkTxnLogToolkit.sh}: shows a transaction log, mends checksums in a copy of it, or copies it up to a zxid. */
@Command(
        name = "zkTxnLogToolkit.sh",
        description = {
            "Shows the transactions of a log; or writes a copy of it with other checksums, or up to a zxid.",
            "The log itself is never changed. It may be that of a running server."
        },
        exitCodeList = {
            "0:done",
            "1:wrong arguments, no such file, the copy exists already, the last record is partial, or the zxid to chop"
                    + " at is not in the log",
            "2:the file is no transaction log"
        },
        footer = {
            "Examples:",
            "  zkTxnLogToolkit.sh data/version-2/log.100000001               what happened, in order",
            "  zkTxnLogToolkit.sh --json data/version-2/log.1 | jq .path      the same for programs, a line each",
            "  zkTxnLogToolkit.sh -r -y data/version-2/log.1                  log.1.fixed, with right checksums",
            "  zkTxnLogToolkit.sh -c -z 0x100000005 data/version-2/log.1      a copy that ends with that transaction",
            "",
            "A wrong checksum means that bytes on the disk have changed. A record whose checksum was made right again",
            "is still the changed one: look at what it says before you let a server read it. A member of an ensemble",
            "is better off without its version-2 directories: it copies everything from the others."
        })
public final class TxnLogToolkitMain extends Tool {
    private static final int NO_LOG = 2;

    /** Where the zxid is in a transaction: behind client id and cxid. */
    private static final int ZXID_OFFSET = Long.BYTES + Integer.BYTES;

    @Option(
            names = {"-d", "--dump"},
            description = "Show all transactions (what it does unless told otherwise).")
    private boolean dump;

    @Option(
            names = {"-r", "--recover"},
            description = "Write <log>.fixed, in which wrong checksums are made right.")
    private boolean recover;

    @Option(
            names = {"-v", "--verbose"},
            description = "With -r: show all transactions, not only the mended ones.")
    private boolean verbose;

    @Option(
            names = {"-y", "--yes"},
            description = "With -r: mend all without asking.")
    private boolean yes;

    @Option(
            names = {"-c", "--chop"},
            description = "Write <log>.chopped<zxid>, which ends with the zxid of -z.")
    private boolean chop;

    @Option(
            names = {"-z", "--zxid"},
            paramLabel = "ZXID",
            description = "With -c: decimal, or hex after 0x.")
    private String zxid;

    @Option(
            names = {"--json", "-json"},
            description = "Show each transaction as a line of JSON, with data in base64.")
    private boolean json;

    @Parameters(paramLabel = "LOG", description = "A file such as version-2/log.100000001.")
    private Path log;

    private final InputStream in;

    private TxnLogToolkitMain(InputStream in) {
        this.in = in;
    }

    /** Runs the tool and ends the process. */
    public static void main(String[] args) {
        System.exit(run(new TxnLogToolkitMain(System.in), FAILED, args));
    }

    /** Runs the tool. */
    public static int run(InputStream in, PrintWriter out, PrintWriter err, String... args) {
        return run(new TxnLogToolkitMain(in), FAILED, out, err, args);
    }

    @Override
    public Integer call() throws Exception {
        if (recover && chop) {
            throw mistake("-r and -c (expected: one of them)");
        }
        if (chop != (zxid != null)) {
            throw mistake(chop ? "-c needs -z ZXID" : "-z goes with -c");
        }
        if (!Files.isReadable(log) || Files.isDirectory(log)) {
            throw new ToolException(FAILED, "File doesn't exist or not readable: " + log);
        }
        try (LogScan scan = open()) {
            if (!json) {
                out().println("ZooKeeper Transactional Log File with dbid " + scan.dbId() + " txnlog format version "
                        + scan.version());
            }
            if (chop) {
                return chopAt(scan, parseZxid());
            }
            return recover ? mend(scan) : show(scan);
        }
    }

    private LogScan open() throws IOException, ToolException {
        try {
            return LogScan.open(new NioDisk(), log);
        } catch (TxnLogException e) {
            throw new ToolException(NO_LOG, "Invalid magic number for " + log.getFileName());
        }
    }

    private long parseZxid() {
        try {
            return zxid.toLowerCase(Locale.ROOT).startsWith("0x")
                    ? Long.parseUnsignedLong(zxid.substring(2), 16)
                    : Long.parseLong(zxid);
        } catch (NumberFormatException e) {
            throw mistake("-z: " + zxid + " (expected: a zxid, decimal or hex after 0x)");
        }
    }

    private int show(LogScan scan) throws IOException {
        int count = 0;
        try (Progress progress = new Progress(err(), "Reading", scan.size())) {
            for (LogScan.Entry entry = scan.next(); entry != null; entry = scan.next()) {
                show(entry, entry.intact() ? null : "CRC ERROR");
                count++;
                progress.at(scan.position());
            }
        }
        return end(scan, count);
    }

    private void show(LogScan.Entry entry, String mark) throws IOException {
        if (json) {
            out().println(TxnJson.line(entry));
        } else {
            out().println((mark == null ? "" : mark + " - ") + TxnText.line(entry.bytes()));
        }
    }

    private int end(LogScan scan, int count) {
        if (scan.endsInPartialRecord()) {
            out().flush();
            err().println("Last transaction was partial: " + scan.torn());
            return FAILED;
        }
        if (!json) {
            out().println("EOF reached after " + count + " txns.");
        }
        if (scan.torn() != null) {
            err().println("Behind the last record, at byte " + scan.position() + ": " + scan.torn());
        }
        return OK;
    }

    private int mend(LogScan scan) throws IOException, ToolException {
        Path copy = beside(".fixed");
        if (Files.exists(copy)) {
            throw new ToolException(FAILED, "Recovery file " + copy + " already exists or not writable");
        }
        int count = 0;
        int mended = 0;
        boolean done = false;
        BufferedReader answers = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        try (LogCopy target = LogCopy.create(new NioDisk(), copy);
                Progress progress = new Progress(err(), "Reading", yes ? scan.size() : 0)) {
            for (LogScan.Entry entry = scan.next(); entry != null; entry = scan.next()) {
                boolean mend = !entry.intact() && mends(entry, answers);
                if (mend) {
                    target.append(entry.bytes());
                    mended++;
                } else {
                    target.append(entry.bytes(), entry.checksum());
                }
                if (verbose && entry.intact()) {
                    show(entry, null);
                }
                count++;
                if (yes) {
                    progress.at(scan.position());
                }
            }
            done = true;
        } finally {
            if (!done) {
                Files.deleteIfExists(copy);
            }
        }
        int exitCode = end(scan, count);
        if (exitCode == OK) {
            out().println("Recovery file " + copy + " has been written with " + mended + " fixed CRC error(s)");
        } else {
            Files.deleteIfExists(copy);
        }
        return exitCode;
    }

    private boolean mends(LogScan.Entry entry, BufferedReader answers) throws IOException, ToolException {
        if (yes) {
            show(entry, "CRC FIXED");
            return true;
        }
        show(entry, "CRC ERROR");
        while (true) {
            out().print("Would you like to fix it (Yes/No/Abort) ? ");
            out().flush();
            String answer = answers.readLine();
            switch (answer == null || answer.isBlank()
                    ? ""
                    : answer.strip().substring(0, 1).toLowerCase(Locale.ROOT)) {
                case "y" -> {
                    return true;
                }
                case "n" -> {
                    return false;
                }
                case "a" -> throw new ToolException(OK, "Recovery aborted.");
                default -> {
                    if (answer == null) {
                        throw new ToolException(
                                FAILED, "Recovery aborted: nobody answers. -y mends all without asking.");
                    }
                }
            }
        }
    }

    private int chopAt(LogScan scan, long last) throws IOException, ToolException {
        Path copy = beside(".chopped" + last);
        boolean found = false;
        int count = 0;
        try (LogCopy target = open(copy);
                Progress progress = new Progress(err(), "Copying", scan.size())) {
            for (LogScan.Entry entry = scan.next(); entry != null && !found; entry = scan.next()) {
                long at = ByteBuffer.wrap(entry.bytes()).getLong(ZXID_OFFSET);
                if (!entry.intact()) {
                    throw new ToolException(
                            FAILED,
                            "The checksum of the record at byte " + entry.offset()
                                    + " is wrong; mend the log first (-r)");
                }
                if (at > last) {
                    break;
                }
                target.append(entry.bytes());
                found = at == last;
                count++;
                progress.at(scan.position());
            }
        } finally {
            if (!found) {
                Files.deleteIfExists(copy);
            }
        }
        if (!found) {
            throw new ToolException(
                    FAILED,
                    "Failed to chop " + log.getFileName() + ": zxid 0x" + Long.toHexString(last) + " is not in it");
        }
        out().println("Chopping at " + Long.toHexString(last) + " new log has " + count + " records");
        return OK;
    }

    /** A copy that replaces an earlier one. */
    private static LogCopy open(Path copy) throws IOException {
        Files.deleteIfExists(copy);
        return LogCopy.create(new NioDisk(), copy);
    }

    private Path beside(String suffix) {
        return log.resolveSibling(log.getFileName() + suffix);
    }
}
