package io.quorate.tests.released;

import io.quorate.tests.harness.Await;
import java.io.IOException;
import java.time.Duration;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.ZooKeeper;

/** Sessions of the released client. */
final class Sessions {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private Sessions() {}

    static ZooKeeper open(int port, int timeoutMillis, Watcher watcher) throws IOException {
        return open(port, "", timeoutMillis, watcher);
    }

    static ZooKeeper open(int port, String chroot, int timeoutMillis, Watcher watcher) throws IOException {
        return connected(new ZooKeeper("127.0.0.1:" + port + chroot, timeoutMillis, watcher));
    }

    /** Another handle of an existing session, which takes it from the first. */
    static ZooKeeper resume(int port, int timeoutMillis, Watcher watcher, long id, byte[] password) throws IOException {
        return connected(new ZooKeeper("127.0.0.1:" + port, timeoutMillis, watcher, id, password));
    }

    /** Ends the session behind a handle's back, as if it had expired. */
    static void end(int port, ZooKeeper victim) throws IOException, InterruptedException {
        resume(port, victim.getSessionTimeout(), event -> {}, victim.getSessionId(), victim.getSessionPasswd())
                .close();
    }

    private static ZooKeeper connected(ZooKeeper zk) {
        Await.until("connected", LIMIT, () -> zk.getState().isConnected());
        return zk;
    }
}
