package io.quorate.client;

import io.quorate.jute.proto.Acl;
import io.quorate.jute.proto.ClientInfo;
import io.quorate.jute.proto.Stat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * A session for callers that wait: the methods of {@link ZooKeeper}, which say what each does, with their results.
 *
 * <p>All of them throw {@link KeeperException} when the request fails, InterruptedException when the thread is interrupted (the
 * request goes on), and IllegalStateException when called on the session's event loop, which would wait for itself.
 */
public final class BlockingZooKeeper {
    private final ZooKeeper async;
    /** The same session, for calls that are waited for at once. */
    private final ZooKeeper session;

    BlockingZooKeeper(ZooKeeper async, ZooKeeper session) {
        this.async = async;
        this.session = session;
    }

    /** The session, whose methods return futures. */
    public ZooKeeper async() {
        return async;
    }

    public void awaitConnected() throws KeeperException, InterruptedException {
        await(here().connected());
    }

    /** See {@link ZooKeeper#detach}. */
    public SessionTicket detach() throws KeeperException, InterruptedException {
        return await(here().detach());
    }

    /** See {@link ZooKeeper#linearizable}. */
    public NodeData getLatestData(String path) throws KeeperException, InterruptedException {
        return await(async.linearizable().getData(path));
    }

    /** See {@link ZooKeeper#linearizable}. */
    public Optional<Stat> latestExists(String path) throws KeeperException, InterruptedException {
        return await(async.linearizable().exists(path));
    }

    /** See {@link ZooKeeper#linearizable}. */
    public List<String> getLatestChildren(String path) throws KeeperException, InterruptedException {
        return await(async.linearizable().getChildren(path));
    }

    /** See {@link ZooKeeper#updateServerList}. */
    public boolean updateServerList(String newConnectString) throws KeeperException, InterruptedException {
        return await(here().updateServerList(newConnectString));
    }

    public void addAuth(String scheme, byte[] auth) throws KeeperException, InterruptedException {
        await(here().addAuth(scheme, auth));
    }

    public List<ClientInfo> whoAmI() throws KeeperException, InterruptedException {
        return await(here().whoAmI());
    }

    public String create(String path, byte[] data, List<Acl> acl, CreateMode mode)
            throws KeeperException, InterruptedException {
        return await(here().create(path, data, acl, mode));
    }

    public String create(String path, byte[] data, List<Acl> acl, CreateMode mode, long ttlMillis)
            throws KeeperException, InterruptedException {
        return await(here().create(path, data, acl, mode, ttlMillis));
    }

    public CreatedNode createWithStat(String path, byte[] data, List<Acl> acl, CreateMode mode)
            throws KeeperException, InterruptedException {
        return await(here().createWithStat(path, data, acl, mode));
    }

    public CreatedNode createWithStat(String path, byte[] data, List<Acl> acl, CreateMode mode, long ttlMillis)
            throws KeeperException, InterruptedException {
        return await(here().createWithStat(path, data, acl, mode, ttlMillis));
    }

    public void delete(String path, int version) throws KeeperException, InterruptedException {
        await(here().delete(path, version));
    }

    public Stat setData(String path, byte[] data, int version) throws KeeperException, InterruptedException {
        return await(here().setData(path, data, version));
    }

    public Stat setAcl(String path, List<Acl> acl, int aclVersion) throws KeeperException, InterruptedException {
        return await(here().setAcl(path, acl, aclVersion));
    }

    public List<OpResult> multi(List<Op> ops) throws KeeperException, InterruptedException {
        return await(here().multi(ops));
    }

    public NodeData reconfig(String joining, String leaving, String newMembers, long fromVersion)
            throws KeeperException, InterruptedException {
        return await(here().reconfig(joining, leaving, newMembers, fromVersion));
    }

    public void sync(String path) throws KeeperException, InterruptedException {
        await(here().sync(path));
    }

    public Optional<Stat> exists(String path) throws KeeperException, InterruptedException {
        return await(here().exists(path));
    }

    public Optional<Stat> exists(String path, Watcher watcher) throws KeeperException, InterruptedException {
        return await(here().exists(path, watcher));
    }

    public NodeData getData(String path) throws KeeperException, InterruptedException {
        return await(here().getData(path));
    }

    public NodeData getData(String path, Watcher watcher) throws KeeperException, InterruptedException {
        return await(here().getData(path, watcher));
    }

    public NodeData getConfig(Watcher watcher) throws KeeperException, InterruptedException {
        return await(here().getConfig(watcher));
    }

    public NodeAcl getAcl(String path) throws KeeperException, InterruptedException {
        return await(here().getAcl(path));
    }

    public List<String> getChildren(String path) throws KeeperException, InterruptedException {
        return await(here().getChildren(path));
    }

    public List<String> getChildren(String path, Watcher watcher) throws KeeperException, InterruptedException {
        return await(here().getChildren(path, watcher));
    }

    public Children getChildrenWithStat(String path) throws KeeperException, InterruptedException {
        return await(here().getChildrenWithStat(path));
    }

    public Children getChildrenWithStat(String path, Watcher watcher) throws KeeperException, InterruptedException {
        return await(here().getChildrenWithStat(path, watcher));
    }

    public int getAllChildrenNumber(String path) throws KeeperException, InterruptedException {
        return await(here().getAllChildrenNumber(path));
    }

    public List<String> getEphemerals(String prefix) throws KeeperException, InterruptedException {
        return await(here().getEphemerals(prefix));
    }

    public List<OpResult> multiRead(List<ReadOp> ops) throws KeeperException, InterruptedException {
        return await(here().multiRead(ops));
    }

    public void addWatch(String path, Watcher watcher, AddWatchMode mode) throws KeeperException, InterruptedException {
        await(here().addWatch(path, watcher, mode));
    }

    public void removeWatches(String path, Watcher watcher, WatcherType type)
            throws KeeperException, InterruptedException {
        await(here().removeWatches(path, watcher, type));
    }

    public void removeAllWatches(String path, WatcherType type) throws KeeperException, InterruptedException {
        await(here().removeAllWatches(path, type));
    }

    public void forgetWatches(String path, Watcher watcher, WatcherType type)
            throws KeeperException, InterruptedException {
        await(here().forgetWatches(path, watcher, type));
    }

    /** The session, if this thread may wait for it: who may not asks for nothing either. */
    private ZooKeeper here() {
        session.checkMayWait();
        return session;
    }

    private static <T> T await(CompletableFuture<T> result) throws KeeperException, InterruptedException {
        try {
            return result.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof KeeperException failure) {
                throw failure.here();
            }
            throw new IllegalStateException("request failed: " + e.getCause(), e.getCause());
        }
    }
}
