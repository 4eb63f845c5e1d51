package io.quorate.tests.mixed;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.jute.OpCode;
import io.quorate.jute.proto.Acl;
import io.quorate.jute.proto.CreateRequest;
import io.quorate.jute.proto.WatchedPathRequest;
import io.quorate.tests.harness.Await;
import io.quorate.tests.harness.EnsembleProcess;
import io.quorate.tests.harness.FourLetter;
import io.quorate.tests.harness.Locations;
import io.quorate.tests.harness.Member;
import io.quorate.tests.harness.RawClient;
import io.quorate.tests.harness.Sandbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** With the logger of the traces on, the log of a member tells of sessions, requests, events and zxids: what its mask says. */
class TraceMaskTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @RegisterExtension
    final Sandbox sandbox = Sandbox.perTest();

    @Test
    void theLogTellsWhatTheMaskSays() throws Exception {
        Path logging = sandbox.directory("conf").resolve("logback.xml");
        Files.writeString(
                logging,
                Files.readString(Locations.layout().resolve("conf/logback.xml"))
                        .replace("<root ", "<logger name=\"io.quorate.trace\" level=\"TRACE\"/>\n  <root "));
        EnsembleProcess ensemble = EnsembleProcess.of(
                        sandbox, "QQ", EnsembleProcess.defaults().withJvmArg("-Dlogback.configurationFile=" + logging))
                .start();
        Member follower = ensemble.learners().get(0);

        mask(follower, 0);
        String before = follower.process().logText();
        Used silent = use(follower, "/silent");
        assertThat(traces(follower, before)).as("with the mask 0").isEmpty();

        mask(follower, 2 | 16 | 32 | 64);
        Used told = use(follower, "/told");
        Await.until(
                "the end of the session", LIMIT, () -> traces(follower, before).contains("Closing the connection of"));
        assertThat(traces(follower, before))
                .contains("asks for session 0x0", "PROPOSAL zxid " + told.zxid(), "COMMIT zxid " + told.zxid())
                .containsPattern("Request of [^\\n]*" + told.session() + ": create xid ")
                .containsPattern("Event for [^\\n]*" + told.session())
                .containsPattern("Closing the connection of [^\\n]*" + told.session())
                .doesNotContain(silent.session(), silent.zxid() + "\n", "PING");
    }

    private static void mask(Member member, int bits) throws IOException {
        assertThat(FourLetter.ask(member.port(), "stmk\0\0\0\0\0\0\0" + (char) bits))
                .startsWith(Integer.toString(bits));
    }

    /** What a session and a transaction are called in the traces. */
    private record Used(String session, String zxid) {}

    /** Creates a node that is watched. */
    private static Used use(Member member, String path) throws IOException {
        try (RawClient client = RawClient.connect(member.port(), 20_000)) {
            client.call(OpCode.EXISTS, new WatchedPathRequest(path, true));
            long zxid = client.call(OpCode.CREATE, new CreateRequest(path, new byte[1], Acl.OPEN, 0))
                    .zxid();
            client.call(OpCode.GET_DATA, new WatchedPathRequest(path, false));
            assertThat(client.takeEvents()).hasSize(1);
            long session = client.session().id();
            client.closeSession();
            return new Used("session 0x" + Long.toHexString(session), "0x" + Long.toHexString(zxid));
        }
    }

    private static String traces(Member member, String before) throws IOException {
        StringBuilder traces = new StringBuilder();
        member.process()
                .logText()
                .substring(before.length())
                .lines()
                .filter(line -> line.contains(" TRACE "))
                .forEach(line -> traces.append(line).append('\n'));
        return traces.toString();
    }
}
