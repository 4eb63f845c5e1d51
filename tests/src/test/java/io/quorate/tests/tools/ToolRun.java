package io.quorate.tests.tools;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What one of our tools did. */
record ToolRun(int exitCode, String out, String err) {
    /** A tool that reads nothing. */
    interface Silent {
        int run(PrintWriter out, PrintWriter err, String... arguments);
    }

    /** A tool that asks. */
    interface Asking {
        int run(InputStream in, PrintWriter out, PrintWriter err, String... arguments);
    }

    static ToolRun of(Silent tool, Object... arguments) {
        return asked((in, out, err, words) -> tool.run(out, err, words), "", arguments);
    }

    static ToolRun asked(Asking tool, String input, Object... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        String[] words = List.of(arguments).stream().map(Object::toString).toArray(String[]::new);
        int exitCode = tool.run(
                new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                new PrintWriter(out),
                new PrintWriter(err),
                words);
        return new ToolRun(exitCode, out.toString(), err.toString());
    }
}
