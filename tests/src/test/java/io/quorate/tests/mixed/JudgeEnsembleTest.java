package io.quorate.tests.mixed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.jute.OpCode;
import io.quorate.jute.proto.Acl;
import io.quorate.jute.proto.CreateRequest;
import io.quorate.tests.harness.EnsembleProcess;
import io.quorate.tests.harness.Member;
import io.quorate.tests.harness.RawClient;
import io.quorate.tests.harness.Sandbox;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The tools for ensembles themselves, with three released servers and an observer. */
class JudgeEnsembleTest {
    @RegisterExtension
    final Sandbox sandbox = Sandbox.perTest();

    /** Says something about the tools only, so not every build needs it. */
    @Test
    @EnabledIfSystemProperty(named = "ensemble.all", matches = "true")
    void anEnsembleOfTheJudgeLivesThroughTheLossOfItsLeader() throws Exception {
        EnsembleProcess ensemble =
                EnsembleProcess.of(sandbox, "AAAa", EnsembleProcess.defaults()).start();
        Member leader = ensemble.leader();
        assertThat(leader.isObserver()).isFalse();
        assertThat(ensemble.member(4).mode()).isEqualTo("observer");
        try (Load load = new Load(2, ensemble.connectString())) {
            load.start();
            load.awaitProgress(50);
            leader.kill();
            load.awaitProgress(50);
            leader.launch();
            ensemble.awaitServing();
            Member paused = ensemble.learners().get(0);
            paused.process().pause();
            load.awaitProgress(50);
            paused.process().resume();
            ensemble.awaitServing();
            load.stop();
            load.verify();
        }
        Trees.assertSame(ensemble);
        Trees.assertSameOnceStopped(sandbox, ensemble);
    }

    /** The comparison must be able to fail. */
    @Test
    void aServerWithAnotherHistoryIsNoticed() throws Exception {
        EnsembleProcess ensemble =
                EnsembleProcess.of(sandbox, "AAA", EnsembleProcess.defaults()).start();
        ensemble.awaitEqualZxids();
        ensemble.member(1).kill();
        ensemble.awaitServing();
        try (RawClient client = RawClient.connect(ensemble.leader().port(), 30_000)) {
            client.call(OpCode.CREATE, new CreateRequest("/a", new byte[3], Acl.OPEN, 0));
        }
        ensemble.killAll();
        assertThatThrownBy(() -> Trees.assertSameOnDisk(sandbox, ensemble)).isInstanceOf(AssertionError.class);
    }
}
