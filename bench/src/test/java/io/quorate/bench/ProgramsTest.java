package io.quorate.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.bench.floor.FloorServer;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class ProgramsTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void loadPrintsWhatItSaw() {
        try (FloorServer server = new FloorServer(0, 100)) {
            String address = "127.0.0.1:" + server.address().getPort();
            String pid = Long.toString(ProcessHandle.current().pid());

            int code = load("--server", address, "--op", "get", "--warmup", "0", "--seconds", "0.3", "--pid", pid);

            assertThat(code).as(err.toString()).isZero();
            assertThat(out.toString())
                    .contains("get, 100 B, 1,000 keys, 8 sessions x 64", "requests/s", "p99.9", "CPU-µs/request");
        }
    }

    @Test
    void loadPrintsJson() {
        try (FloorServer server = new FloorServer(0, 100)) {
            String address = "127.0.0.1:" + server.address().getPort();

            int code = load("--server", address, "--warmup", "0", "--seconds", "0.2", "--json");

            assertThat(code).as(err.toString()).isZero();
            assertThat(out.toString().strip()).matches("\\{\"op\":\"set\",.*\"errors\":\\{}}");
        }
    }

    @Test
    void wrongRepliesFailTheLoad() {
        try (FloorServer server = new FloorServer(0, 7)) {
            String address = "127.0.0.1:" + server.address().getPort();

            int code = load("--server", address, "--op", "get", "--warmup", "0", "--seconds", "0.2");

            assertThat(code).isEqualTo(1);
            assertThat(out.toString()).contains("WRONG", "of a wrong length");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"--server=nowhere", "--server=a:99999", "--sessions=0", "--op=dance", "--keys=0", "--root=x"})
    void badArgumentsAreNamed(String argument) {
        assertThat(load(argument)).isEqualTo(2);
        assertThat(err.toString()).contains("expected");
    }

    @Test
    void addresses() {
        assertThat(Addresses.parse("[::1]:2181").getPort()).isEqualTo(2181);
        assertThat(Addresses.parse("127.0.0.1:1").getHostString()).isEqualTo("127.0.0.1");
        assertThatThrownBy(() -> Addresses.parse(":2181")).hasMessageContaining("host:port");
    }

    @Test
    void jsonIsEscapedAndHasNoNan() {
        assertThat(new JsonLine()
                        .put("a\"", "b\\\n")
                        .put("n", Double.NaN)
                        .put("x", 1.5)
                        .put("i", 3)
                        .toString())
                .isEqualTo("{\"a\\\"\":\"b\\\\\\u000a\",\"n\":null,\"x\":1.500,\"i\":3}");
    }

    private int load(String... args) {
        CommandLine command = LoadMain.commandLine();
        command.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        return command.execute(args);
    }
}
