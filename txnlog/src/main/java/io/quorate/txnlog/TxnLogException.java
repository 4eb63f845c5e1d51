package io.quorate.txnlog;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A data directory that cannot be trusted: a file is damaged, missing, or contradicts another. The message says which
 * file, where in it, what was found and expected, and what to do.
 */
public final class TxnLogException extends IOException {
    private static final long serialVersionUID = 1L;

    /** What to do about files that lack something this server has acknowledged. */
    static final String RESYNC = "Move this server's version-2 directories away and let it copy everything from the"
            + " ensemble; if it has no ensemble, restore a backup";

    private final transient Path file;
    private final long offset;

    TxnLogException(Path file, String problem, String remedy) {
        this(file, -1, problem, remedy);
    }

    /** @param offset where in the file, in bytes; -1 if that says nothing */
    TxnLogException(Path file, long offset, String problem, String remedy) {
        super(file + (offset < 0 ? "" : " at byte " + offset) + ": " + problem + ". " + remedy);
        this.file = file;
        this.offset = offset;
    }

    /** The file or directory at fault. */
    public Path file() {
        return file;
    }

    /** Where in the file, in bytes; -1 if that says nothing. */
    public long offset() {
        return offset;
    }
}
