package io.quorate.server;

import io.quorate.txnlog.DataDirs;
import io.quorate.txnlog.NioDisk;
import io.quorate.txnlog.Purge;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;

/** {@code zkCleanup.sh}: deletes old snapshots, and logs that no start needs any more. */
public final class PurgeMain {
    private static final int ARGUMENTS = 3;

    private PurgeMain() {}

    /** Takes dataDir, dataLogDir and the number of snapshots that stay; ends the process with 0, or 1 if it fails. */
    public static void main(String[] args) {
        System.exit(run(args, System.out, System.err));
    }

    static int run(String[] args, PrintStream out, PrintStream err) {
        if (args.length != ARGUMENTS) {
            err.println("PurgeMain: " + args.length + " arguments (expected: dataDir dataLogDir count)");
            return 1;
        }
        NioDisk disk = new NioDisk();
        try {
            DataDirs dirs = DataDirs.open(disk, Path.of(args[0]), Path.of(args[1]), false);
            List<Path> removed = Purge.run(disk, dirs, Integer.parseInt(args[2]));
            removed.forEach(file -> out.println("Removed " + file));
            out.println("Removed " + removed.size() + " files");
            return 0;
        } catch (IOException | IllegalArgumentException e) {
            err.println("Nothing more was removed: " + e);
            return 1;
        }
    }
}
