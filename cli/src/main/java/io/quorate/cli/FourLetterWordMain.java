package io.quorate.cli;

import java.io.PrintStream;
import java.util.Properties;

/**
 * Asks a server a four-letter word and prints the answer: {@code host port word [true]}, where {@code true} asks with TLS, by the keys and
 * certificates of the properties {@code zookeeper.ssl.*}. {@code zkServer.sh status} uses it for servers with TLS alone.
 */
public final class FourLetterWordMain {
    private FourLetterWordMain() {}

    /** Exits with 0 if there was an answer, else 1. */
    public static void main(String[] args) throws InterruptedException {
        System.exit(run(args, System.out, System.err));
    }

    private static int run(String[] args, PrintStream out, PrintStream err) throws InterruptedException {
        if (args.length < 3 || args.length > 4) {
            err.println("Usage: FourLetterWordMain host port word [true]");
            return ExitCode.FAILED;
        }
        Properties properties = new Properties(System.getProperties());
        properties.setProperty("zookeeper.client.secure", args.length > 3 ? args[3] : "false");
        try {
            out.print(FourLetterWord.ask(args[0], Integer.parseInt(args[1]), args[2], properties));
            out.flush();
            return ExitCode.OK;
        } catch (NumberFormatException e) {
            err.println("port: " + args[1] + " (expected: a number)");
        } catch (CommandException e) {
            err.println(e.getMessage());
        }
        return ExitCode.FAILED;
    }
}
