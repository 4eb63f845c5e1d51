package io.quorate.server.loop;

import io.quorate.server.net.ElectionPort;
import io.quorate.server.net.LeaderConnections;
import io.quorate.server.net.LearnerPort;

/** What connects a member of an ensemble with the others. All belong to the core's loop. */
public record PeerPorts(ElectionPort elections, LearnerPort learners, LeaderConnections leaders, ViewListener views) {
    void accept() {
        elections.accept();
        learners.accept();
    }

    void closeAll() {
        elections.closeAll();
        learners.closeAll();
        leaders.closeAll();
    }
}
