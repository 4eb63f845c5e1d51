package io.quorate.txnlog;

import io.netty.buffer.ByteBuf;
import io.quorate.jute.JuteWriter;
import io.quorate.tree.AclList;
import io.quorate.tree.DataNode;
import io.quorate.tree.DataTree;
import io.quorate.tree.TreeCursor;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes a tree in the form of a snapshot's body, which is also that of the SNAP stream, piece by piece (spec:
 * storage-format §4.2).
 *
 * <pre>
 * int sessions | per session: long id, int timeout
 * int ACLs     | per ACL: long id from 1 on, vector of entries
 * nodes        | parents first: ustring path, "" for the root, buffer data, long ACL id or -1 (open), 60 bytes of stat
 * ustring "/"
 * </pre>
 *
 * The tree may be in use elsewhere; the encoder is for one thread.
 */
public final class SnapshotEncoder {
    /** Ends the list of nodes. It is no node's path: the root's is empty. */
    static final String END = "/";

    static final long OPEN_ACL_ID = -1;

    private final DataTree tree;
    private final Map<AclList, Long> aclIds = new LinkedHashMap<>();
    private final Iterator<Long> sessions;
    private final Iterator<Map.Entry<AclList, Long>> acls;
    private final TreeCursor nodes;
    private boolean started;
    private boolean aclsStarted;
    private boolean finished;
    private AclList previousAcl = AclList.OPEN;
    private long previousAclId = OPEN_ACL_ID;

    /** Goes over the whole tree once, to number its ACLs. */
    public SnapshotEncoder(DataTree tree) {
        this.tree = tree;
        List<Long> ids = tree.sessions();
        this.sessions = ids.iterator();
        numberAcls(tree.find(END));
        this.acls = aclIds.entrySet().iterator();
        this.nodes = tree.cursor();
    }

    /**
     * Writes whole elements until the buffer holds so many readable bytes, or more by a part of the last element, or
     * nothing is left.
     *
     * @return true if nothing is left
     */
    public boolean encode(ByteBuf out, int softLimitBytes) {
        JuteWriter writer = new JuteWriter(out);
        while (!finished && out.readableBytes() < softLimitBytes) {
            writeNext(writer);
        }
        return finished;
    }

    private void writeNext(JuteWriter out) {
        if (!started) {
            started = true;
            out.writeInt(tree.sessionCount());
        } else if (sessions.hasNext()) {
            long session = sessions.next();
            out.writeLong(session);
            out.writeInt(tree.sessionTimeout(session));
        } else if (!aclsStarted) {
            aclsStarted = true;
            out.writeInt(aclIds.size());
        } else if (acls.hasNext()) {
            Map.Entry<AclList, Long> acl = acls.next();
            out.writeLong(acl.getValue());
            out.writeVector(acl.getKey().entries());
        } else if (nodes.next()) {
            writeNode(out);
        } else {
            out.writeString(END);
            finished = true;
        }
    }

    private void writeNode(JuteWriter out) {
        DataNode node = nodes.node();
        out.writeBuffer(nodes.path(), 0, nodes.pathLength());
        node.writeData(out);
        out.writeLong(aclId(node.acl()));
        node.writeStatPersisted(out);
    }

    /** Neighbours mostly share their ACL; that saves most of the lookups. */
    @SuppressWarnings("ReferenceEquality")
    private long aclId(AclList acl) {
        if (acl != previousAcl) {
            previousAclId = acl.isOpen() ? OPEN_ACL_ID : aclIds.get(acl);
            previousAcl = acl;
        }
        return previousAclId;
    }

    private void numberAcls(DataNode root) {
        ArrayDeque<Iterator<DataNode>> levels = new ArrayDeque<>();
        AclList last = number(root, AclList.OPEN);
        levels.push(root.children().iterator());
        while (!levels.isEmpty()) {
            if (!levels.peek().hasNext()) {
                levels.pop();
                continue;
            }
            DataNode node = levels.peek().next();
            last = number(node, last);
            if (node.numChildren() > 0) {
                levels.push(node.children().iterator());
            }
        }
    }

    @SuppressWarnings("ReferenceEquality")
    private AclList number(DataNode node, AclList last) {
        AclList acl = node.acl();
        if (acl != last && !acl.isOpen()) {
            aclIds.putIfAbsent(acl, aclIds.size() + 1L);
        }
        return acl;
    }
}
