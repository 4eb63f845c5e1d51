import io.quorate.bench.client.ClientProgram;
import io.quorate.bench.client.ClientUnderTest;
import java.util.concurrent.CompletableFuture;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.Watcher.Event.KeeperState;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.ZooKeeper;

/** The released client under the load of {@link ClientProgram}. Run from source: {@code java -cp ... ApacheClientMain.java}. */
public final class ApacheClientMain implements ClientUnderTest {
    private ZooKeeper session;

    public static void main(String[] args) throws Exception {
        ClientProgram.run(args, ApacheClientMain::new);
    }

    @Override
    public CompletableFuture<Void> open(String server, int timeoutMillis) {
        CompletableFuture<Void> connected = new CompletableFuture<>();
        try {
            session = new ZooKeeper(server, timeoutMillis, event -> {
                if (event.getState() == KeeperState.SyncConnected) {
                    connected.complete(null);
                }
            });
        } catch (java.io.IOException e) {
            connected.completeExceptionally(e);
        }
        return connected;
    }

    @Override
    public boolean isConnected() {
        return session.getState().isConnected();
    }

    @Override
    public void create(String path, byte[] data) throws Exception {
        try {
            session.create(path, data, ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
        } catch (KeeperException.NodeExistsException e) {
            session.setData(path, data, -1);
        }
    }

    @Override
    public byte[] get(String path) throws Exception {
        return session.getData(path, false, null);
    }

    @Override
    public void set(String path, byte[] data) throws Exception {
        session.setData(path, data, -1);
    }

    @Override
    public void get(String path, Done done) {
        session.getData(path, false, (code, name, context, data, stat) -> done.done(code == 0), null);
    }

    @Override
    public void set(String path, byte[] data, Done done) {
        session.setData(path, data, -1, (code, name, context, stat) -> done.done(code == 0), null);
    }

    @Override
    public void close() throws Exception {
        session.close();
    }
}
