package io.quorate.tests.mixed;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.tests.harness.EnsembleProcess;
import io.quorate.tests.harness.Sandbox;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Sessions that only their server knows: the same life at a leader, a follower and an observer. What each has to tell of it is what
 * released servers told, which {@code -Densemble.all=true} asks again.
 */
class LocalSessionsTest {
    private static final List<String> MODES = List.of("leader", "follower", "observer");
    private static final boolean ALL = Boolean.getBoolean("ensemble.all");

    private static final String BEFORE_THE_EPHEMERAL =
            """
            session of server its own
            transactions when opened: 0
            sessions when opened: 1 local, 0 global
            create: err 0, zxid + 1
            create again: err -110, zxid + 1
            sync: err 0, zxid + 0
            resumed elsewhere: false
            resumed here: true
            transactions when resumed: 0
            behind it: err 0, zxid + 1
            """;

    private static final String REFUSED =
            """
            ephemeral: err -120, zxid + 1
            sequential ephemeral: err -120, zxid + 1
            exists: err -101, zxid + 0
            sessions when ephemerals: 1 local, 0 global
            resumed elsewhere: false
            close: err 0, zxid + 0
            closed: true
            resumed after its close: false
            multi: err 0, zxid + 1
            multi's answer: %s
            sessions when multi: 1 local, 0 global
            create before a close: err 0, zxid + 1
            close: err 0, zxid + 0
            """;

    private static final String UPGRADED =
            """
            ephemeral: err 0, zxid + 2
            sequential ephemeral: err 0, zxid + 1
            exists: err 0, zxid + 0
            its owner is the session: true
            sessions when ephemerals: 0 local, 1 global
            resumed elsewhere: true
            close: err 0, zxid + 1
            closed: true
            resumed after its close: false
            multi: err 0, zxid + 2
            multi's answer: %s
            sessions when multi: 0 local, 1 global
            create before a close: err 0, zxid + 1
            close: err 0, zxid + 1
            """;

    private static final String AFTER_THE_CLOSE =
            """
            closed: true
            transactions when closed: 0
            sessions when closed: 0 local, 0 global
            idle: Closed[]
            transactions when expired: 0
            sessions when expired: 0 local, 0 global
            resumed after its expiry: false
            """;

    @RegisterExtension
    final Sandbox sandbox = Sandbox.perTest();

    static Stream<Arguments> mixtures() {
        return ALL
                ? Stream.of("AAAa", "QQQq", "QAAq", "AQQa")
                        .flatMap(mixture -> Stream.of(Arguments.of(mixture, false), Arguments.of(mixture, true)))
                : Stream.of(Arguments.of("QAAq", false), Arguments.of("AQQa", true));
    }

    /** The server with the id 3 leads; a follower and an observer of one product are asked. */
    @ParameterizedTest
    @MethodSource("mixtures")
    void aLifeWithALocalSession(String products, boolean upgrades) throws Exception {
        EnsembleProcess ensemble = EnsembleProcess.of(
                sandbox,
                products,
                EnsembleProcess.defaults()
                        .with("localSessionsEnabled", true)
                        .with("localSessionsUpgradingEnabled", upgrades));
        ensemble.start(1, 3).start();
        assertThat(ensemble.leader().id()).isEqualTo(3);
        ensemble.awaitEqualZxids();
        for (String mode : MODES) {
            assertThat(String.join("\n", LocalSessionScript.run(ensemble, mode)) + "\n")
                    .as("what a " + mode + " of " + products + " tells")
                    .isEqualTo(expected(mode, upgrades));
        }
        Trees.assertSame(ensemble);
        Trees.assertSameOnceStopped(sandbox, ensemble);
    }

    private static String expected(String mode, boolean upgrades) {
        return BEFORE_THE_EPHEMERAL
                + (upgrades ? UPGRADED : REFUSED).formatted(multi(mode, upgrades))
                + AFTER_THE_CLOSE;
    }

    private static String multi(String mode, boolean upgrades) {
        if (upgrades) {
            return "done";
        }
        // A leader does not know the local sessions of others, and calls them expired in the transaction that all see.
        return mode.equals("leader") ? "errors 0 -120" : "errors 0 -112";
    }
}
