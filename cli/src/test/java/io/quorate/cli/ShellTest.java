package io.quorate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Properties;
import org.junit.jupiter.api.Test;

/** What the shell does without a server. */
class ShellTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Shell shell = new Shell(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            new Shell.Settings(Duration.ofSeconds(4), false, 1000, true, new Properties()),
            Runnable::run);

    @Test
    void anUnknownCommandGetsTheUsageAndItsOwnExitCode() throws Exception {
        assertThat(shell.line("nosuch /a")).isEqualTo(ExitCode.UNKNOWN_COMMAND);
        assertThat(text(err))
                .startsWith("ZooKeeper -server host:port")
                .endsWith("Command not found: Command not found nosuch\n");
        assertThat(text(out)).isEmpty();
    }

    @Test
    void missingAndSurplusArgumentsGetTheUsageOfTheCommand() throws Exception {
        assertThat(shell.line("ls")).isEqualTo(ExitCode.FAILED);
        assertThat(shell.line("delete -v")).isEqualTo(ExitCode.FAILED);
        assertThat(shell.line("getAcl /a /b")).isEqualTo(ExitCode.FAILED);
        assertThat(text(err).lines())
                .containsExactly(
                        "ls [-s] [-w] [-R] path",
                        "Missing required parameter: 'path' (try: help ls)",
                        "delete [-v version] path",
                        "Missing required parameter for option '-v' (version) (try: help delete)",
                        "getAcl [-s] path",
                        "One argument too many: /b (put an argument with blanks in quotes; try: help getAcl)");
    }

    @Test
    void unknownOptionsAreNamed() throws Exception {
        assertThat(shell.line("ls -z /")).isEqualTo(ExitCode.FAILED);
        assertThat(text(err)).startsWith("Unrecognized option: -z");
    }

    @Test
    void withoutASessionCommandsThatNeedOneSaySo() throws Exception {
        assertThat(shell.line("ls /")).isEqualTo(ExitCode.FAILED);
        assertThat(shell.line("create -e -s /a data")).isEqualTo(ExitCode.FAILED);
        assertThat(text(out)).isEqualTo("Not connected\nNot connected\n");
        assertThat(text(err)).isEmpty();
    }

    @Test
    void emptyLinesAreNothing() throws Exception {
        assertThat(shell.line("   ")).isEqualTo(ExitCode.OK);
        assertThat(shell.line("history")).isEqualTo(ExitCode.OK);
        assertThat(text(out)).isEqualTo("0 - history\n");
    }

    @Test
    void redoDoesAnEarlierLineAgain() throws Exception {
        shell.line("printwatches off");
        shell.line("printwatches");
        assertThat(shell.line("redo 1")).isEqualTo(ExitCode.OK);
        assertThat(shell.line("redo 3")).isEqualTo(ExitCode.FAILED);
        assertThat(shell.line("redo 3")).isEqualTo(ExitCode.FAILED);
        shell.line("history");
        assertThat(text(out).lines())
                .containsExactly(
                        "printwatches is off",
                        "printwatches is off",
                        "0 - printwatches off",
                        "1 - printwatches",
                        "2 - printwatches",
                        "3 - redo 3",
                        "4 - redo 3",
                        "5 - history");
        assertThat(text(err).lines().toList()).hasSize(2).first().isEqualTo("Command index out of range");
    }

    @Test
    void quitEndsIt() throws Exception {
        assertThat(shell.isDone()).isFalse();
        assertThat(shell.line("quit")).isEqualTo(ExitCode.OK);
        assertThat(shell.isDone()).isTrue();
    }

    private static String text(ByteArrayOutputStream stream) {
        return stream.toString(StandardCharsets.UTF_8);
    }
}
