package io.quorate.tests.security;

import io.quorate.tests.harness.Await;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.zookeeper.WatchedEvent;
import org.apache.zookeeper.Watcher.Event.KeeperState;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.client.ZKClientConfig;

/** Sessions of the released client that authenticate by SASL. */
final class SaslSessions {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private SaslSessions() {}

    /** The states that a session was told of. */
    record Session(ZooKeeper zk, List<KeeperState> states) implements AutoCloseable {
        /** Returns when the session was told one of these, and says which. */
        KeeperState await(KeeperState... wanted) {
            return Await.value(() -> List.of(wanted) + ", of " + states, LIMIT, () -> {
                for (KeeperState state : wanted) {
                    if (states.contains(state)) {
                        return state;
                    }
                }
                return null;
            });
        }

        @Override
        public void close() throws InterruptedException {
            zk.close();
        }
    }

    /** A session, not yet connected. */
    static Session open(String servers, String section) throws IOException {
        List<KeeperState> states = new CopyOnWriteArrayList<>();
        return new Session(
                new ZooKeeper(servers, 10_000, (WatchedEvent event) -> states.add(event.getState()), config(section)),
                states);
    }

    /** A session that has authenticated. */
    static Session authenticated(String servers, String section) throws IOException {
        Session session = open(servers, section);
        session.await(KeeperState.SaslAuthenticated);
        return session;
    }

    private static ZKClientConfig config(String section) {
        ZKClientConfig config = new ZKClientConfig();
        config.setProperty(ZKClientConfig.LOGIN_CONTEXT_NAME_KEY, section);
        config.setProperty("zookeeper.fips-mode", "false");
        return config;
    }
}
