package io.quorate.bench.client;

import io.quorate.client.Acls;
import io.quorate.client.CreateMode;
import io.quorate.client.KeeperException;
import io.quorate.client.ZooKeeper;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** Quorate's client under the load of {@link ClientProgram}. */
public final class QuorateClientMain implements ClientUnderTest {
    private ZooKeeper session;

    private QuorateClientMain() {}

    public static void main(String[] args) throws Exception {
        ClientProgram.run(args, QuorateClientMain::new);
    }

    @Override
    public CompletableFuture<Void> open(String server, int timeoutMillis) {
        session = ZooKeeper.builder(server)
                .sessionTimeout(Duration.ofMillis(timeoutMillis))
                .connect();
        return session.connected();
    }

    @Override
    public boolean isConnected() {
        return session.state().isConnected();
    }

    @Override
    public void create(String path, byte[] data) throws Exception {
        try {
            session.blocking().create(path, data, Acls.OPEN, CreateMode.PERSISTENT);
        } catch (KeeperException.NodeExistsException e) {
            session.blocking().setData(path, data, -1);
        }
    }

    @Override
    public byte[] get(String path) throws Exception {
        return session.blocking().getData(path).data();
    }

    @Override
    public void set(String path, byte[] data) throws Exception {
        session.blocking().setData(path, data, -1);
    }

    @Override
    public void get(String path, Done done) {
        session.getData(path).whenComplete((node, failure) -> done.done(failure == null));
    }

    @Override
    public void set(String path, byte[] data, Done done) {
        session.setData(path, data, -1).whenComplete((stat, failure) -> done.done(failure == null));
    }

    @Override
    public void close() {
        session.close();
    }
}
