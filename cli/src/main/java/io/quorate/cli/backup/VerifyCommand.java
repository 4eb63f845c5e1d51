package io.quorate.cli.backup;

import io.quorate.cli.files.Tool;
import io.quorate.jute.Zxid;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code zkBackup.sh verify}: whether a backup could be restored. */
@Command(
        name = "verify",
        description = {
            "Reads a whole backup as a restore would: compares the SHA-256 of each file, builds each tree, applies every"
                    + " transaction, and compares the digest of the tree with the one that the leader wrote into the log.",
            "Changes nothing."
        },
        exitCodeList = {
            "0:it can be restored to every transaction in it",
            "1:it cannot, for the reason shown",
            "2:wrong arguments, or no backup"
        })
final class VerifyCommand extends Tool {
    @Parameters(paramLabel = "DIRECTORY", description = "The backup.")
    private Path directory;

    VerifyCommand() {}

    @Override
    public Integer call() throws Exception {
        boolean right = true;
        try (BackupDirectory backup = BackupDirectory.read(directory)) {
            List<Chain> chains = Chain.of(backup);
            if (chains.isEmpty()) {
                throw new ToolException(FAILED, directory + " has no snapshot");
            }
            for (Chain chain : chains) {
                chain.checkFiles();
                Chain.Result result = chain.replay(entry -> true, err());
                out().println("Zxid " + chain.snapshot().last() + " to "
                        + Zxid.toText(result.tree().lastZxid()) + ": "
                        + result.transactions() + " transactions, "
                        + result.tree().nodeCount() + " znodes, digest 0x"
                        + Long.toHexString(result.tree().digest()) + ", compared " + result.compared()
                        + " times, wrong "
                        + result.mismatches() + " times");
                right &= result.lastIsRight();
            }
        }
        if (!right) {
            throw new ToolException(
                    FAILED, "The last digest is wrong: the files do not belong together, or lack something.");
        }
        out().println("The backup is whole.");
        return OK;
    }
}
