package io.quorate.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.WatchedEvent;
import org.apache.zookeeper.Watcher.Event.KeeperState;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooKeeper;

/** The released client, and what it was told of its session. */
final class ApacheClient implements AutoCloseable {
    private final BlockingQueue<KeeperState> states = new LinkedBlockingQueue<>();
    final ZooKeeper zk;

    ApacheClient(String connectString, int timeoutMillis) throws Exception {
        zk = new ZooKeeper(connectString, timeoutMillis, this::onEvent);
        await(KeeperState.SyncConnected);
    }

    private void onEvent(WatchedEvent event) {
        if (event.getPath() == null) {
            states.add(event.getState());
        }
    }

    /** Returns when the session is told to be so. */
    void await(KeeperState wanted) throws InterruptedException {
        KeeperState last = null;
        while (last != wanted) {
            last = states.poll(30, TimeUnit.SECONDS);
            assertThat(last)
                    .as("a state of the session, while waiting for %s", wanted)
                    .isNotNull();
        }
    }

    void ephemeral(String path) throws Exception {
        zk.create(path, new byte[0], Ids.OPEN_ACL_UNSAFE, CreateMode.EPHEMERAL);
    }

    boolean sees(String path) throws Exception {
        return zk.exists(path, false) != null;
    }

    @Override
    public void close() throws Exception {
        zk.close();
    }
}
