package io.quorate.quorum;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.jute.OpCode;
import io.quorate.jute.proto.CreateSessionRequest;
import io.quorate.tree.DataTree;
import java.util.List;
import org.junit.jupiter.api.Test;

class HeldClientsTest {
    private static final long NEVER_MADE = 18;

    @Test
    void aSessionThatTheOldLeaderDidNotMakeIsForgotten() {
        TestEnsemble ensemble = new TestEnsemble(3, 1);
        ensemble.start(1, 2, 3);
        ensemble.pass(1_000);
        ensemble.leader()
                .input(peer -> peer.onRequests(List.of(new Request(
                        0, 0, OpCode.CREATE_SESSION, new CreateSessionRequest(4_000), List.of(), "session"))));
        ensemble.settle();
        List<Proposal> published = ensemble.leader().published;
        long session = published.get(published.size() - 1).entry().header().clientId();
        DataTree tree = ensemble.leader().peer.committed();
        assertThat(tree.hasSession(session)).isTrue();

        HeldClients clients = new HeldClients(ensemble.leader());
        clients.timeouts().put(session, 4_000);
        clients.timeouts().put(NEVER_MADE, 4_000);
        clients.hold(tree.lastZxid(), 1_000);
        clients.serve(tree, List.of());
        assertThat(clients.timeouts()).containsOnlyKeys(session);
    }
}
