package io.quorate.cli;

/** Ways to write commands that tutorials of ZooKeeper before 3.5 show. They do what they always did, and a line says what is better. */
final class OldForms {
    private OldForms() {}

    /** Says that a form is old, in the words of Apache's shell. */
    static void tell(Shell shell, String old, String better) {
        shell.err().println("'" + old + "' has been deprecated. Please use '" + better + "' instead.");
    }

    /** Whether to watch: by the option, or by any word behind the path. A second path is a mistake. */
    static boolean watches(Shell shell, boolean option, String word, String command, String better)
            throws CommandException {
        if (word == null) {
            return option;
        }
        if (word.startsWith("/")) {
            throw new CommandException(command + ": a second path, " + word + " (expected: one)");
        }
        tell(shell, command + " path [watch]", better);
        return true;
    }

    /** The version: by the option, or by a number behind the other arguments. */
    static int version(Shell shell, int option, String word, String old, String better) throws CommandException {
        if (word == null) {
            return option;
        }
        try {
            int version = Integer.parseInt(word);
            tell(shell, old, better);
            return version;
        } catch (NumberFormatException e) {
            throw new CommandException("version: " + word + " (expected: a number; put data with blanks in quotes)", e);
        }
    }
}
