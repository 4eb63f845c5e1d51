package io.quorate.txnlog;

import io.netty.buffer.ByteBuf;
import io.quorate.jute.JuteReader;
import io.quorate.jute.MalformedRecordException;
import io.quorate.jute.proto.Acl;
import io.quorate.jute.proto.Id;
import io.quorate.jute.proto.StatPersisted;
import io.quorate.tree.AclList;
import io.quorate.tree.DataTree;
import io.quorate.tree.EncodedNode;
import io.quorate.tree.TreeBuilder;
import io.quorate.tree.TreeOptions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Builds a tree from a snapshot's body, which is also that of the SNAP stream, as the bytes come (spec: storage-format
 * §4.2, §4.3; written by {@link SnapshotEncoder}). For one thread; of no use after an exception.
 */
public final class SnapshotDecoder {
    /**
     * Stands for a list that the snapshot does not have: nobody may do anything until a replayed transaction names the
     * right one.
     */
    static final AclList MISSING_ACL = AclList.of(List.of(new Acl(0, new Id("world", "anyone"))));

    /** What follows a node's data: the id of its ACL, and its stat. */
    private static final int TAIL_BYTES = Long.BYTES + StatPersisted.BYTES;

    /** Answers of {@link #plainNode}. */
    private static final int CUT_OFF = -1;

    private static final int NOT_PLAIN = -2;

    private static final int PLAIN_PATH_BYTES_MIN = 2;

    private enum Part {
        SESSION_COUNT,
        SESSIONS,
        ACL_COUNT,
        ACLS,
        NODES,
        END
    }

    /** Null if nothing is to be built. */
    private final TreeBuilder builder;

    private final int lengthLimit;
    private final EncodedNode node = new EncodedNode();
    private final Map<Long, AclList> acls = new HashMap<>();
    private Part part = Part.SESSION_COUNT;
    private int left;
    private long nodes;
    private long missingAcls;

    /** @param lengthLimit bound on one string or buffer, in bytes */
    public SnapshotDecoder(long hashSeed, TreeOptions options, int lengthLimit) {
        this(DataTree.builder(hashSeed, options), lengthLimit);
    }

    private SnapshotDecoder(TreeBuilder builder, int lengthLimit) {
        this.builder = builder;
        this.lengthLimit = lengthLimit;
    }

    /** A decoder that only finds out whether the bytes have the right form. */
    static SnapshotDecoder checking() {
        return new SnapshotDecoder(null, Integer.MAX_VALUE);
    }

    /**
     * Takes the whole elements from a buffer and leaves what follows unread: the part of an element, or what is behind
     * the body.
     *
     * @return true if the body has ended
     * @throws MalformedRecordException if the bytes are no snapshot
     */
    public boolean decode(ByteBuf in) {
        while (part != Part.END) {
            if (part == Part.NODES && in.hasArray() && !readPlainNodes(in)) {
                return false;
            }
            int before = in.readerIndex();
            try {
                readNext(new JuteReader(in, lengthLimit));
            } catch (MalformedRecordException e) {
                if (!e.isTruncated()) {
                    throw e;
                }
                in.readerIndex(before);
                return false;
            } catch (IllegalArgumentException | IllegalStateException e) {
                throw badNode(e);
            }
        }
        return true;
    }

    /**
     * The tree, as of the zxid that the snapshot is named by.
     *
     * @throws MalformedRecordException if the nodes are no tree
     */
    public DataTree build(long zxid) {
        if (part != Part.END) {
            throw new IllegalStateException("build in part " + part + " (expected: END)");
        }
        try {
            return builder.build(zxid);
        } catch (IllegalArgumentException e) {
            throw new MalformedRecordException("snapshot: " + e.getMessage());
        }
    }

    /** Nodes read so far. */
    public long nodes() {
        return nodes;
    }

    /** Nodes whose ACL the snapshot does not have, as a fuzzy one may. */
    public long missingAcls() {
        return missingAcls;
    }

    private void readNext(JuteReader in) {
        switch (part) {
            case SESSION_COUNT -> startList(count(in, "session count"), Part.SESSIONS, Part.ACL_COUNT);
            case SESSIONS -> {
                long session = in.readLong("session id");
                int timeoutMillis = in.readInt("session timeout");
                if (builder != null) {
                    builder.session(session, timeoutMillis);
                }
                endElement(Part.ACL_COUNT);
            }
            case ACL_COUNT -> startList(count(in, "ACL count"), Part.ACLS, Part.NODES);
            case ACLS -> {
                long id = in.readLong("ACL id");
                acls.put(id, AclList.of(in.readVector("ACL", Acl::read)));
                endElement(Part.NODES);
            }
            case NODES -> readNode(in);
            case END -> throw new IllegalStateException("part: END (expected: more to read)");
        }
    }

    private void readNode(JuteReader in) {
        String path = in.readString("path");
        if (path == null) {
            throw new MalformedRecordException("path of node " + (nodes + 1) + ": null (expected: a path)");
        }
        if (path.equals(SnapshotEncoder.END)) {
            if (nodes == 0) {
                throw new MalformedRecordException("snapshot: no nodes (expected: at least the root)");
            }
            part = Part.END;
            return;
        }
        byte[] data = in.readBuffer("data");
        long aclId = in.readLong("ACL id");
        StatPersisted stat = StatPersisted.read(in);
        if (builder != null) {
            builder.node(path, data, acl(aclId), stat);
        }
        nodes++;
    }

    private MalformedRecordException badNode(RuntimeException e) {
        return new MalformedRecordException("snapshot, node " + (nodes + 1) + ": " + e.getMessage());
    }

    /**
     * Takes nodes straight out of the buffer's array, up to the first that is not one for {@link TreeBuilder#node(EncodedNode,
     * AclList)}: a snapshot of millions of nodes has hardly any such.
     *
     * @return false if all there are were taken, so that the buffer holds part of one at most
     */
    private boolean readPlainNodes(ByteBuf in) {
        byte[] bytes = in.array();
        int shift = in.arrayOffset();
        int end = shift + in.writerIndex();
        int at = shift + in.readerIndex();
        try {
            int next = plainNode(bytes, at, end);
            while (next >= 0) {
                at = next;
                nodes++;
                next = plainNode(bytes, at, end);
            }
            in.readerIndex(at - shift);
            return next != CUT_OFF;
        } catch (IllegalArgumentException | IllegalStateException e) {
            throw badNode(e);
        }
    }

    /** Takes one node. Returns where the next one begins, or {@link #CUT_OFF} or {@link #NOT_PLAIN} if it was not taken. */
    private int plainNode(byte[] bytes, int at, int end) {
        int pathAt = at + Integer.BYTES;
        if (pathAt > end) {
            return CUT_OFF;
        }
        int pathLength = intAt(bytes, at);
        // What is shorter is the root, or the end.
        if (pathLength < PLAIN_PATH_BYTES_MIN || pathLength > lengthLimit) {
            return NOT_PLAIN;
        }
        if (pathLength > end - pathAt - Integer.BYTES) {
            return CUT_OFF;
        }
        int dataAt = pathAt + pathLength + Integer.BYTES;
        int dataLength = intAt(bytes, dataAt - Integer.BYTES);
        if (dataLength < -1 || dataLength > lengthLimit) {
            return NOT_PLAIN;
        }
        int dataBytes = Math.max(dataLength, 0);
        if (dataBytes > end - dataAt - TAIL_BYTES) {
            return CUT_OFF;
        }
        int aclAt = dataAt + dataBytes;
        if (builder != null) {
            node.set(bytes, pathAt, pathLength, dataAt, dataLength, aclAt + Long.BYTES);
            AclList acl = findAcl(longAt(bytes, aclAt));
            if (!builder.node(node, acl == null ? MISSING_ACL : acl)) {
                return NOT_PLAIN;
            }
            missingAcls += acl == null ? 1 : 0;
        }
        return aclAt + TAIL_BYTES;
    }

    private static long longAt(byte[] bytes, int at) {
        return (long) intAt(bytes, at) << Integer.SIZE | Integer.toUnsignedLong(intAt(bytes, at + Integer.BYTES));
    }

    private static int intAt(byte[] bytes, int at) {
        return bytes[at] << 24 | (bytes[at + 1] & 0xff) << 16 | (bytes[at + 2] & 0xff) << 8 | bytes[at + 3] & 0xff;
    }

    private AclList findAcl(long id) {
        return id == SnapshotEncoder.OPEN_ACL_ID ? AclList.OPEN : acls.get(id);
    }

    private AclList acl(long id) {
        AclList acl = findAcl(id);
        if (acl == null) {
            missingAcls++;
        }
        return acl == null ? MISSING_ACL : acl;
    }

    private static int count(JuteReader in, String field) {
        int count = in.readInt(field);
        if (count < 0) {
            throw new MalformedRecordException(field + ": " + count + " (expected: >= 0)");
        }
        return count;
    }

    private void startList(int count, Part elements, Part next) {
        left = count;
        part = count == 0 ? next : elements;
    }

    private void endElement(Part next) {
        if (--left == 0) {
            part = next;
        }
    }
}
