package io.quorate.cli;

import java.io.Closeable;
import java.io.IOException;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.DefaultParser;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

/** Lines typed at a terminal, with a prompt, completion, and a history that is not kept: lines may hold secrets. */
final class TerminalInput implements Closeable {
    private static final int COLUMNS = 80;
    private static final int ROWS = 24;

    private final Shell shell;
    private final Terminal terminal;
    private final LineReader reader;

    private TerminalInput(Shell shell, Terminal terminal) {
        this.shell = shell;
        this.terminal = terminal;
        DefaultParser parser = new DefaultParser();
        parser.setEscapeChars(null);
        reader = LineReaderBuilder.builder()
                .terminal(terminal)
                .parser(parser)
                .completer(new ShellCompleter(shell))
                .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
                .build();
        shell.printEventsWith(reader::printAbove);
        shell.style(Style.ofTerminal());
    }

    /** Takes over the terminal of the process; null if it has none that can be drawn on. */
    // From JDK 22 on there is a console without a terminal, too; the type of the terminal tells then.
    @SuppressWarnings("SystemConsoleNull")
    static TerminalInput open(Shell shell) throws IOException {
        if (System.console() == null) {
            return null;
        }
        Terminal terminal = TerminalBuilder.builder().system(true).dumb(true).build();
        if (terminal.getType().startsWith(Terminal.TYPE_DUMB)) {
            terminal.close();
            return null;
        }
        if (terminal.getWidth() == 0) {
            // As within some containers: nothing could be drawn.
            terminal.setSize(new Size(COLUMNS, ROWS));
        }
        return new TerminalInput(shell, terminal);
    }

    /** Does lines until the user leaves. Returns the last one's {@link ExitCode}. */
    int readLines() throws InterruptedException {
        int exitCode = ExitCode.OK;
        Thread thread = Thread.currentThread();
        // While a line is read, the reader takes the signal itself.
        terminal.handle(Terminal.Signal.INT, signal -> thread.interrupt());
        shell.awaitGreeting();
        while (!shell.isDone()) {
            try {
                exitCode = shell.line(reader.readLine(shell.prompt()));
            } catch (UserInterruptException e) {
                exitCode = ExitCode.OK;
            } catch (InterruptedException e) {
                shell.interrupted();
                exitCode = ExitCode.FAILED;
            } catch (EndOfFileException e) {
                return exitCode;
            }
        }
        return exitCode;
    }

    @Override
    public void close() throws IOException {
        terminal.close();
    }
}
