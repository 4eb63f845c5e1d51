package io.quorate.server.session;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.quorate.jute.JuteWriter;
import io.quorate.jute.OpCode;
import io.quorate.jute.Perms;
import io.quorate.jute.proto.AddWatchRequest;
import io.quorate.jute.proto.ReplyHeader;
import io.quorate.jute.proto.Request;
import io.quorate.jute.proto.SetWatchesRequest;
import io.quorate.jute.proto.WatchedPathRequest;
import io.quorate.jute.proto.WatcherEvent;
import io.quorate.jute.proto.WatchesRequest;
import io.quorate.quorum.Proposal;
import io.quorate.server.meter.Count;
import io.quorate.tree.AclList;
import io.quorate.tree.DataTree;
import io.quorate.tree.TreeChange;
import io.quorate.tree.acl.AclPolicy;
import io.quorate.watch.EventType;
import io.quorate.watch.WatchMode;
import io.quorate.watch.WatchRequests;
import io.quorate.watch.WatchTable;

/**
 * The watches of one loop's clients, and the sending of their events. An event that a thousand clients are told is
 * encoded once.
 */
public final class LoopWatches {
    private static final int NOTIFICATION_XID = -1;
    private static final int SYNC_CONNECTED = 3;
    private static final long SYNTHESISED_ZXID = -1;

    private final WatchTable<ClientSession> table = new WatchTable<>();
    private final AclPolicy policy;
    private final LoopStats stats;

    private long eventZxid;
    private int encodedType;
    private String encodedPath;
    private byte[] encodedFrame;

    LoopWatches(AclPolicy policy, LoopStats stats) {
        this.policy = policy;
        this.stats = stats;
    }

    /** The table behind it. */
    public WatchTable<ClientSession> table() {
        return table;
    }

    /** Sends the events of a transaction (spec: client-protocol §8.3). */
    void fire(Proposal proposal) {
        if (table.watcherCount() == 0) {
            return;
        }
        eventZxid = proposal.zxid();
        for (TreeChange change : proposal.applied().changes()) {
            switch (change.kind()) {
                case CREATED -> {
                    trigger(EventType.NODE_CREATED, change.path(), change.acl());
                    triggerParent(change);
                }
                case DELETED -> {
                    trigger(EventType.NODE_DELETED, change.path(), change.acl());
                    triggerParent(change);
                }
                case DATA_CHANGED -> trigger(EventType.NODE_DATA_CHANGED, change.path(), change.acl());
            }
        }
        encodedFrame = null;
        encodedPath = null;
    }

    /** Sends an event that setWatches makes up, with a zxid that says so (spec: client-protocol §8.1). */
    private void sendMissed(ClientSession session, int eventType, String path) {
        send(session, encode(eventType, path, SYNTHESISED_ZXID));
    }

    /** Whether this operation works on the watch table rather than on the tree alone. */
    static boolean isWatchRequest(int opCode) {
        return switch (opCode) {
            case OpCode.ADD_WATCH,
                    OpCode.CHECK_WATCHES,
                    OpCode.REMOVE_WATCHES,
                    OpCode.SET_WATCHES,
                    OpCode.SET_WATCHES2 -> true;
            default -> false;
        };
    }

    /** Runs such an operation and returns the error code of its reply; its events are sent before it returns. */
    int run(ClientSession session, int opCode, Request request, DataTree view) {
        return switch (opCode) {
            case OpCode.ADD_WATCH -> WatchRequests.addWatch(table, session, (AddWatchRequest) request);
            case OpCode.CHECK_WATCHES -> WatchRequests.checkWatches(table, session, (WatchesRequest) request);
            case OpCode.REMOVE_WATCHES -> WatchRequests.removeWatches(table, session, (WatchesRequest) request);
            default -> WatchRequests.setWatches(
                    table,
                    session,
                    view,
                    (SetWatchesRequest) request,
                    (to, type, path, acl) -> sendMissed(to, type, path));
        };
    }

    /** Whether a request might leave a watch although there are as many as there may be; counts it then. 0: there may be any number. */
    boolean isOneTooMany(int opCode, Request request, int max) {
        boolean leavesOne = max > 0
                && table.watchCount() >= max
                && (opCode == OpCode.ADD_WATCH || WatchMode.registeredBy(opCode, request, 0) != null);
        if (leavesOne) {
            stats.meters().add(Count.WATCHES_REFUSED);
        }
        return leavesOne;
    }

    /** Registers the watch that a read asked for, if its outcome leaves one. */
    void register(ClientSession session, int opCode, Request request, int err) {
        WatchMode mode = WatchMode.registeredBy(opCode, request, err);
        if (mode != null) {
            table.add(((WatchedPathRequest) request).path(), session, mode);
        }
    }

    void forget(ClientSession session) {
        table.removeWatcher(session);
    }

    private void triggerParent(TreeChange change) {
        // Most servers have no watch on children at all; then the parent's path need not even be made.
        if (table.childWatchCount() > 0) {
            trigger(EventType.NODE_CHILDREN_CHANGED, change.parentPath(), change.parentAcl());
        }
    }

    private void trigger(int eventType, String path, AclList acl) {
        int told = table.trigger(eventType, path, acl, this::deliver);
        if (told > 0) {
            stats.fired(eventType, told);
        }
    }

    private void deliver(ClientSession session, int eventType, String path, AclList acl) {
        if (session.isSilent() || !policy.allows(acl, Perms.READ, session.authIds)) {
            return;
        }
        if (encodedFrame == null || encodedType != eventType || !path.equals(encodedPath)) {
            encodedFrame = encode(eventType, path, eventZxid);
            encodedType = eventType;
            encodedPath = path;
        }
        send(session, encodedFrame);
    }

    private void send(ClientSession session, byte[] frame) {
        session.sink.sendFrame(frame);
        session.stats.sent();
        stats.notified(frame.length);
    }

    private static byte[] encode(int eventType, String path, long zxid) {
        ByteBuf frame = Unpooled.buffer();
        JuteWriter out = new JuteWriter(frame);
        out.writeInt(0);
        new ReplyHeader(NOTIFICATION_XID, zxid, 0).write(out);
        new WatcherEvent(eventType, SYNC_CONNECTED, path).write(out);
        frame.setInt(0, frame.readableBytes() - Integer.BYTES);
        return ByteBufUtil.getBytes(frame);
    }

    /** Runs one of the requests that are about watches, and answers it but for the end of the frame. */
    void answer(Pending pending, int xid, DataTree view) {
        int err = run(pending.session, pending.opCode, pending.body, view);
        JuteWriter out = pending.session.sink.beginFrame();
        new ReplyHeader(xid, view.lastZxid(), err).write(out);
        if (err == 0 && pending.opCode == OpCode.ADD_WATCH) {
            out.writeInt(0);
        }
    }
}
