package io.quorate.client;

import io.quorate.client.WatchRegistry.Kind;
import io.quorate.jute.ErrorCode;
import io.quorate.jute.JuteReader;
import io.quorate.jute.OpCode;
import io.quorate.jute.proto.Acl;
import io.quorate.jute.proto.AddWatchRequest;
import io.quorate.jute.proto.AuthRequest;
import io.quorate.jute.proto.ClientInfo;
import io.quorate.jute.proto.Create2Response;
import io.quorate.jute.proto.CreateRequest;
import io.quorate.jute.proto.CreateResponse;
import io.quorate.jute.proto.DeleteRequest;
import io.quorate.jute.proto.EmptyRequest;
import io.quorate.jute.proto.GetAclResponse;
import io.quorate.jute.proto.GetAllChildrenNumberResponse;
import io.quorate.jute.proto.GetChildren2Response;
import io.quorate.jute.proto.GetChildrenResponse;
import io.quorate.jute.proto.GetDataResponse;
import io.quorate.jute.proto.GetEphemeralsResponse;
import io.quorate.jute.proto.PathRequest;
import io.quorate.jute.proto.ReconfigRequest;
import io.quorate.jute.proto.Request;
import io.quorate.jute.proto.SetAclRequest;
import io.quorate.jute.proto.SetDataRequest;
import io.quorate.jute.proto.Stat;
import io.quorate.jute.proto.StatResponse;
import io.quorate.jute.proto.WatchedPathRequest;
import io.quorate.jute.proto.WhoAmIResponse;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * A client's session with an ensemble.
 *
 * <p>Every method may be called by any thread, sends its request without waiting, and returns a future. Requests of one thread are
 * done in the order of the calls. A future fails with {@link KeeperException}; results and watch events come on the session's event
 * loop, where they must not block, or on the executor the session was built with. {@link #blocking} is the same for those who
 * wait. Arguments that can never be right throw IllegalArgumentException at once.
 *
 * <p>The session looks for another server by itself when it loses its connection, shows its credentials and arms its watches there.
 * It is over when it is closed or handed over, when a server says that it has expired, or when a credential was refused. Then
 * the {@link SessionListener} is told, {@link #ended} completes, and every call fails with the session's id. A client that reaches no
 * server does not know whether its session lives: see {@link SessionListener#overdue}.
 *
 * <p>Paths are those below the chroot of the connect string. Version -1 matches any. Watchers are one-time unless they are set
 * with {@link #addWatch}. Spec: client-protocol §5-8.
 */
public final class ZooKeeper implements AutoCloseable {
    /** Where the servers keep the list of themselves, whatever the chroot. */
    private static final String CONFIG_NODE = "/zookeeper/config";

    private final NettyDriver driver;
    private final Chroot chroot;
    private final BlockingZooKeeper blocking;
    private final LinearizableReads linearizable = new LinearizableReads(this);
    /** Whether every call is waited for by the thread that makes it. */
    private final boolean waits;

    ZooKeeper(NettyDriver driver, Chroot chroot) {
        this.driver = driver;
        this.chroot = chroot;
        this.waits = false;
        this.blocking = new BlockingZooKeeper(this, new ZooKeeper(this));
    }

    /** The same session, for {@link BlockingZooKeeper}. */
    private ZooKeeper(ZooKeeper session) {
        this.driver = session.driver;
        this.chroot = session.chroot;
        this.waits = true;
        this.blocking = null;
    }

    /**
     * Where sessions start.
     *
     * @param connectString see {@link ConnectString}
     */
    public static ZooKeeperBuilder builder(String connectString) {
        return new ZooKeeperBuilder(ConnectString.parse(connectString));
    }

    /** The same session with methods that wait for their results. */
    public BlockingZooKeeper blocking() {
        return blocking;
    }

    // ---- the session

    public SessionState state() {
        return driver.cnxn().state();
    }

    /** Completes when a server has taken the session for the first time; fails when the session ends before that. */
    public CompletableFuture<Void> connected() {
        return driver.cnxn().events().connected().copy();
    }

    /** Completes, never with a failure, when the session is over. */
    public CompletableFuture<SessionEnd> ended() {
        return driver.cnxn().events().ended().copy();
    }

    /** Tells one more watcher, from now on, of the events of the session itself: beside the one that it was built with. */
    public void addSessionWatcher(Watcher watcher) {
        driver.execute((session, now) -> session.events().add(watcher));
    }

    /** 0 before a server has given one. */
    public long sessionId() {
        return driver.cnxn().identity().sessionId();
    }

    /** Proves, with the id, to any server that a client may go on with this session. */
    public byte[] sessionPassword() {
        return driver.cnxn().identity().password().clone();
    }

    /** As negotiated, or as wanted before that. In ms. */
    public int sessionTimeoutMillis() {
        return driver.cnxn().identity().timeoutMillis();
    }

    /** The server that the session is connected to; empty while there is none. */
    public Optional<HostPort> server() {
        return state().isConnected() ? Optional.ofNullable(driver.cnxn().server()) : Optional.empty();
    }

    /**
     * Goes on with other servers. The session leaves its server if that is none of them, and otherwise with the probability that
     * spreads clients, all of which are given the new list, evenly over it; it does so once the calls that were sent are
     * answered, and none fails for it.
     *
     * @param newConnectString as for {@link #builder}, with hosts, and without a chroot or with that of this session
     * @return whether it leaves its server
     * @throws IllegalArgumentException for any other chroot, or a service: what the DNS says is asked for without being told to
     */
    public CompletableFuture<Boolean> updateServerList(String newConnectString) {
        ConnectString next = ConnectString.parse(newConnectString);
        if (driver.hasService()) {
            throw new IllegalArgumentException("servers: " + newConnectString + " (expected: no call of this for "
                    + this + ", which takes its servers from the DNS)");
        }
        if (!next.service().isEmpty()
                || !(next.chroot().isEmpty() || next.chroot().equals(chroot.path()))) {
            throw new IllegalArgumentException("servers: " + newConnectString + " (expected: host:port[,host:port...]"
                    + (chroot.path().isEmpty() ? " without a chroot)" : ", with no chroot but " + chroot.path() + ")"));
        }
        CompletableFuture<Boolean> result = new CompletableFuture<>();
        driver.execute((session, now) -> session.onServerList(next.servers(), result, now));
        return result;
    }

    /**
     * Proves an identity, now and at every server that the session moves to. Fails with AuthFailed, and the session ends, when the
     * server refuses.
     *
     * @param auth as the scheme wants it, such as {@code user:password} for {@code digest}
     */
    public CompletableFuture<Void> addAuth(String scheme, byte[] auth) {
        CompletableFuture<Void> result = new CompletableFuture<>();
        AuthRequest request = new AuthRequest(0, scheme, auth.clone());
        driver.execute((session, now) -> session.onAuth(request, result, now));
        return result;
    }

    /** The identities of the session at its server. */
    public CompletableFuture<List<ClientInfo>> whoAmI() {
        return submit(new Call<>(OpCode.WHO_AM_I, EmptyRequest.INSTANCE, null, body -> WhoAmIResponse.read(body)
                .clientInfo()));
    }

    /**
     * Ends the session, and with it its ephemeral znodes, after the calls made so far. When no server can be reached at once the
     * servers are left to find out by themselves.
     */
    public CompletableFuture<Void> closeAsync() {
        driver.closing();
        CompletableFuture<Void> result = new CompletableFuture<>();
        driver.execute((session, now) -> Futures.forward(session.onClose(now), result));
        return result;
    }

    /**
     * Gives the session up without ending it, as soon as no call is open, so that another client, in another process
     * perhaps, goes on with it: {@link ZooKeeperBuilder#session(SessionTicket)}. It has the session's timeout to do so. Ephemeral
     * znodes stay; watches and credentials do not go along. Calls that wait for a connection fail. Fails with IllegalStateException
     * before a server has taken the session.
     */
    public CompletableFuture<SessionTicket> detach() {
        CompletableFuture<SessionTicket> result = new CompletableFuture<>();
        driver.execute((session, now) -> session.onDetach(result, now));
        return result;
    }

    /** As {@link #closeAsync}, and waits for it unless called on the session's event loop or in one of its callbacks. */
    @Override
    public void close() {
        CompletableFuture<Void> done = closeAsync();
        if (!driver.isWhereResultsCome()) {
            done.join();
        }
    }

    // ---- writes

    /** Creates a znode. The result is its path, with the number that was appended if the mode is sequential. */
    public CompletableFuture<String> create(String path, byte[] data, List<Acl> acl, CreateMode mode) {
        if (mode.isContainer() || mode.hasTtl()) {
            return createWithStat(path, data, acl, mode).thenApply(CreatedNode::path);
        }
        Requests.validateNew(path, mode);
        return submit(new Call<>(
                OpCode.CREATE,
                new CreateRequest(chroot.toServer(path), data, acl, mode.flags()),
                path,
                body -> chroot.toClient(CreateResponse.read(body).path())));
    }

    /** As {@link #create(String, byte[], List, CreateMode)}, for a time to live from 1 ms to 34 years. */
    public CompletableFuture<String> create(String path, byte[] data, List<Acl> acl, CreateMode mode, long ttlMillis) {
        return createWithStat(path, data, acl, mode, ttlMillis).thenApply(CreatedNode::path);
    }

    public CompletableFuture<CreatedNode> createWithStat(String path, byte[] data, List<Acl> acl, CreateMode mode) {
        return createWithStat(path, data, acl, mode, Ttl.NONE);
    }

    public CompletableFuture<CreatedNode> createWithStat(
            String path, byte[] data, List<Acl> acl, CreateMode mode, long ttlMillis) {
        Ttl.check(mode, ttlMillis);
        Requests.validateNew(path, mode);
        return submit(new Call<>(
                Requests.createOpCode(mode),
                Requests.create(chroot.toServer(path), data, acl, mode, ttlMillis),
                path,
                body -> {
                    Create2Response created = Create2Response.read(body);
                    return new CreatedNode(chroot.toClient(created.path()), created.stat());
                }));
    }

    /** Deletes a znode that has no children. The root cannot be deleted, nor can that of a chroot. */
    public CompletableFuture<Void> delete(String path, int version) {
        String target = "/".equals(path) ? path : server(path);
        return submit(new Call<>(OpCode.DELETE, new DeleteRequest(target, version), path, body -> null));
    }

    public CompletableFuture<Stat> setData(String path, byte[] data, int version) {
        String target = server(path);
        return submit(new Call<>(
                OpCode.SET_DATA, new SetDataRequest(target, data, version), path, body -> StatResponse.read(body)
                        .stat()));
    }

    /** Replaces the access control list. The version is that of the list, {@link Stat#aversion}. */
    public CompletableFuture<Stat> setAcl(String path, List<Acl> acl, int aclVersion) {
        String target = server(path);
        return submit(new Call<>(
                OpCode.SET_ACL, new SetAclRequest(target, acl, aclVersion), path, body -> StatResponse.read(body)
                        .stat()));
    }

    /** Does all of the operations, in order, or none. Fails with the first operation's failure and all {@link KeeperException#results}. */
    public CompletableFuture<List<OpResult>> multi(List<Op> ops) {
        List<Op> all = List.copyOf(ops);
        return submit(new Call<>(
                OpCode.MULTI, Requests.multi(all, chroot), null, body -> Requests.readMulti(body, all, chroot)));
    }

    /**
     * Changes the members of the ensemble: either by those that join and leave, or by naming all.
     *
     * @param joining {@code server.N=...} lines separated by commas, or null
     * @param leaving server ids separated by commas, or null
     * @param newMembers all {@code server.N=...} lines, or null
     * @param fromVersion the configuration's version that this builds upon; -1 for any
     */
    public CompletableFuture<NodeData> reconfig(String joining, String leaving, String newMembers, long fromVersion) {
        return submit(new Call<>(
                OpCode.RECONFIG,
                new ReconfigRequest(joining, leaving, newMembers, fromVersion),
                null,
                ZooKeeper::readData));
    }

    /** Lets the server that the session is connected to catch up: later reads show all that was committed before this call. */
    public CompletableFuture<Void> sync(String path) {
        String target = server(path);
        return submit(new Call<>(OpCode.SYNC, new PathRequest(target), path, body -> null));
    }

    // ---- reads

    /** The stat of a znode; empty if there is none. */
    public CompletableFuture<Optional<Stat>> exists(String path) {
        return exists(path, null);
    }

    /** As {@link #exists(String)}, and watches for the znode's creation, change or deletion. */
    public CompletableFuture<Optional<Stat>> exists(String path, Watcher watcher) {
        String target = server(path);
        Call<Optional<Stat>> call = new Call<Optional<Stat>>(
                        OpCode.EXISTS,
                        new WatchedPathRequest(target, watcher != null),
                        path,
                        body -> Optional.of(StatResponse.read(body).stat()))
                .ifAbsent(Optional.empty());
        if (watcher != null) {
            call.onSuccess(
                    (watches, code) -> watches.add(code == ErrorCode.OK ? Kind.DATA : Kind.EXIST, target, watcher));
        }
        return submit(call);
    }

    public CompletableFuture<NodeData> getData(String path) {
        return getData(path, null);
    }

    /** As {@link #getData(String)}, and watches for the znode's change or deletion. */
    public CompletableFuture<NodeData> getData(String path, Watcher watcher) {
        return readNode(OpCode.GET_DATA, path, server(path), Kind.DATA, watcher, ZooKeeper::readData);
    }

    /** The list of the ensemble's members, and watches for its change if the watcher is not null. */
    public CompletableFuture<NodeData> getConfig(Watcher watcher) {
        return readNode(OpCode.GET_DATA, CONFIG_NODE, CONFIG_NODE, Kind.DATA, watcher, ZooKeeper::readData);
    }

    public CompletableFuture<NodeAcl> getAcl(String path) {
        String target = server(path);
        return submit(new Call<>(OpCode.GET_ACL, new PathRequest(target), path, body -> {
            GetAclResponse response = GetAclResponse.read(body);
            return new NodeAcl(response.acl(), response.stat());
        }));
    }

    /** The names of a znode's children, in no particular order. */
    public CompletableFuture<List<String>> getChildren(String path) {
        return getChildren(path, null);
    }

    /** As {@link #getChildren(String)}, and watches for a change of the list, or the znode's deletion. */
    public CompletableFuture<List<String>> getChildren(String path, Watcher watcher) {
        return readNode(
                OpCode.GET_CHILDREN, path, server(path), Kind.CHILD, watcher, body -> GetChildrenResponse.read(body)
                        .children());
    }

    public CompletableFuture<Children> getChildrenWithStat(String path) {
        return getChildrenWithStat(path, null);
    }

    public CompletableFuture<Children> getChildrenWithStat(String path, Watcher watcher) {
        return readNode(OpCode.GET_CHILDREN2, path, server(path), Kind.CHILD, watcher, body -> {
            GetChildren2Response response = GetChildren2Response.read(body);
            return new Children(response.children(), response.stat());
        });
    }

    /** The number of znodes below a znode, at any depth. */
    public CompletableFuture<Integer> getAllChildrenNumber(String path) {
        String target = server(path);
        return submit(new Call<>(
                OpCode.GET_ALL_CHILDREN_NUMBER,
                new PathRequest(target),
                path,
                body -> GetAllChildrenNumberResponse.read(body).totalNumber()));
    }

    /** The paths of this session's ephemeral znodes that start with the prefix. */
    public CompletableFuture<List<String>> getEphemerals(String prefix) {
        ZnodePath.validatePrefix(prefix);
        return submit(new Call<>(
                OpCode.GET_EPHEMERALS,
                new PathRequest(chroot.path() + prefix),
                prefix,
                body -> GetEphemeralsResponse.read(body).ephemerals().stream()
                        .map(chroot::toClient)
                        .toList()));
    }

    /** Does all of the reads at once; each has a result or failure of its own. */
    public CompletableFuture<List<OpResult>> multiRead(List<ReadOp> ops) {
        List<ReadOp> all = List.copyOf(ops);
        return submit(new Call<>(
                OpCode.MULTI_READ,
                Requests.multiRead(all, chroot),
                null,
                body -> Requests.readResults(body, all.size(), chroot)));
    }

    /**
     * Reads that show every write that was acknowledged to anyone before the call: a sync and the read go out together and cost one
     * round trip.
     */
    public LinearizableReads linearizable() {
        return linearizable;
    }

    // ---- watches

    /** Adds a watch that lasts until it is removed or the session ends. The znode need not be there. */
    public CompletableFuture<Void> addWatch(String path, Watcher watcher, AddWatchMode mode) {
        String target = server(path);
        Kind kind = mode == AddWatchMode.PERSISTENT ? Kind.PERSISTENT : Kind.PERSISTENT_RECURSIVE;
        Call<Void> call = new Call<>(OpCode.ADD_WATCH, new AddWatchRequest(target, mode.code()), path, body -> null);
        return submit(call.onSuccess((watches, code) -> watches.add(kind, target, watcher)));
    }

    /** Removes one watcher from a path. Fails with NoWatcher if it is not there. The watcher gets an event about it. */
    public CompletableFuture<Void> removeWatches(String path, Watcher watcher, WatcherType type) {
        return remove(path, watcher, type, false);
    }

    /** Removes all watchers from a path, as {@link #removeWatches}. */
    public CompletableFuture<Void> removeAllWatches(String path, WatcherType type) {
        return remove(path, null, type, false);
    }

    /**
     * As {@link #removeWatches}, also when no server can be reached.
     *
     * @param watcher null for all
     */
    public CompletableFuture<Void> forgetWatches(String path, Watcher watcher, WatcherType type) {
        return remove(path, watcher, type, true);
    }

    private CompletableFuture<Void> remove(String path, Watcher watcher, WatcherType type, boolean evenIfOffline) {
        WatchRemoval removal = new WatchRemoval(path, server(path), watcher, type, evenIfOffline);
        driver.execute((session, now) -> session.onRemoveWatches(removal, now));
        return removal.result();
    }

    // ---- helpers

    /**
     * Throws IllegalStateException where waiting for a result of this session would last for ever: on its event loop, and in its
     * callbacks, behind which the result would be delivered.
     */
    public void checkMayWait() {
        if (driver.isWhereResultsCome()) {
            throw new IllegalStateException("blocking call in a callback, or on the event loop, of " + this
                    + ": use the methods that return futures there, or wait on another thread");
        }
    }

    private String server(String path) {
        ZnodePath.validate(path);
        return chroot.toServer(path);
    }

    private <T> CompletableFuture<T> readNode(
            int opCode, String path, String target, Kind kind, Watcher watcher, Call.Decoder<T> decoder) {
        Request request = new WatchedPathRequest(target, watcher != null);
        Call<T> call = new Call<>(opCode, request, path, decoder);
        if (watcher != null) {
            call.onSuccess((watches, code) -> watches.add(kind, target, watcher));
        }
        return submit(call);
    }

    private static NodeData readData(JuteReader body) {
        GetDataResponse response = GetDataResponse.read(body);
        return new NodeData(response.data(), response.stat());
    }

    private <T> CompletableFuture<T> submit(Call<T> call) {
        if (driver.isClosing()) {
            return CompletableFuture.failedFuture(
                    KeeperException.because(ErrorCode.SESSION_EXPIRED, call.path(), driver.cnxn() + " is closed"));
        }
        if (waits) {
            driver.submitNow(call);
        } else {
            driver.submit(call);
        }
        return call.future();
    }

    @Override
    public String toString() {
        return driver.cnxn() + " " + state();
    }
}
