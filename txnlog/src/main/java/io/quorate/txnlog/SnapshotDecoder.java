package io.quorate.txnlog;

import io.netty.buffer.ByteBuf;
import io.quorate.jute.JuteReader;
import io.quorate.jute.MalformedRecordException;
import io.quorate.jute.proto.Acl;
import io.quorate.jute.proto.Id;
import io.quorate.jute.proto.StatPersisted;
import io.quorate.tree.AclList;
import io.quorate.tree.DataTree;
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
                throw new MalformedRecordException("snapshot, node " + (nodes + 1) + ": " + e.getMessage());
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

    private AclList acl(long id) {
        if (id == SnapshotEncoder.OPEN_ACL_ID) {
            return AclList.OPEN;
        }
        AclList acl = acls.get(id);
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
