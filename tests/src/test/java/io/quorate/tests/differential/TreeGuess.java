package io.quorate.tests.differential;

import io.quorate.jute.CreateFlags;
import io.quorate.jute.OpCode;
import io.quorate.jute.proto.Acl;
import io.quorate.jute.proto.CheckVersionRequest;
import io.quorate.jute.proto.CreateRequest;
import io.quorate.jute.proto.CreateTtlRequest;
import io.quorate.jute.proto.DeleteRequest;
import io.quorate.jute.proto.Op;
import io.quorate.jute.proto.Request;
import io.quorate.jute.proto.SetAclRequest;
import io.quorate.jute.proto.SetDataRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * What the generator believes the tree to look like, so that most of its requests hit something. It starts from what the
 * judge last said, and knows nothing of permissions and quotas, so it is often a little wrong, which makes for requests that
 * fail.
 */
final class TreeGuess {
    /** The owner of nodes that stay. */
    static final int NOBODY = -1;

    /** {@code creates} counts the children ever created; {@code owner} is the slot whose session a node goes with. */
    record Node(int version, int aversion, int creates, int owner) {
        static final Node FRESH = new Node(0, 0, 0, NOBODY);
    }

    private final TreeMap<String, Node> nodes = new TreeMap<>();
    private final Random random;

    TreeGuess(Random random) {
        this.random = random;
        nodes.put("/", new Node(0, 0, 1, NOBODY));
    }

    /** Replaces what is believed by what is known. */
    void learn(Map<String, Node> known) {
        nodes.clear();
        nodes.putAll(known);
    }

    int size() {
        return nodes.size();
    }

    /** Any node believed to exist, the root seldom. */
    String any() {
        List<String> paths = new ArrayList<>(nodes.keySet());
        String path = paths.get(random.nextInt(paths.size()));
        return path.equals("/") && paths.size() > 1 ? paths.get(1 + random.nextInt(paths.size() - 1)) : path;
    }

    /** A node believed to have no children. */
    String leaf() {
        for (int tries = 0; tries < 8; tries++) {
            String path = any();
            if (!hasChildren(path)) {
                return path;
            }
        }
        return any();
    }

    /** A node that a child may be put under: mostly not an ephemeral one. */
    String parent() {
        if (random.nextInt(3) == 0) {
            return "/";
        }
        String path = any();
        return nodes.get(path).owner == NOBODY || random.nextInt(4) == 0 ? path : parentOf(path);
    }

    int version(String path) {
        return nodes.getOrDefault(path, Node.FRESH).version;
    }

    int aversion(String path) {
        return nodes.getOrDefault(path, Node.FRESH).aversion;
    }

    /** A write of the session in the given slot; true if it is believed to succeed. */
    boolean apply(Op op, int slot) {
        Request request = op.request();
        if (request instanceof CreateRequest create) {
            boolean flagsFit = CreateFlags.isValid(create.flags()) && !CreateFlags.isTtl(create.flags());
            boolean ephemeral = op.type() != OpCode.CREATE_CONTAINER && CreateFlags.isEphemeral(create.flags());
            return flagsFit && create(create.path(), create.acl(), create.flags(), ephemeral ? slot : NOBODY);
        } else if (request instanceof CreateTtlRequest create) {
            return CreateFlags.isTtl(create.flags())
                    && create.ttl() > 0
                    && create(create.path(), create.acl(), create.flags(), NOBODY);
        } else if (request instanceof DeleteRequest delete) {
            return fits(delete.path(), delete.version()) && !hasChildren(delete.path()) && remove(delete.path());
        } else if (request instanceof SetDataRequest set) {
            return fits(set.path(), set.version()) && count(set.path(), 1, 0);
        } else if (request instanceof SetAclRequest set) {
            boolean versionFits = set.version() == -1 || set.version() == aversion(set.path());
            return exists(set.path()) && versionFits && isOrdinary(set.acl()) && count(set.path(), 0, 1);
        } else if (request instanceof CheckVersionRequest check) {
            return fits(check.path(), check.version());
        }
        return false;
    }

    /** A multi: all of it is believed to be done, or nothing. */
    void applyAll(List<Op> ops, int slot) {
        TreeMap<String, Node> before = new TreeMap<>(nodes);
        for (Op op : ops) {
            if (!apply(op, slot)) {
                nodes.clear();
                nodes.putAll(before);
                return;
            }
        }
    }

    /** The slot's session was closed. */
    void closed(int slot) {
        nodes.values().removeIf(node -> node.owner == slot);
    }

    /** The slot has a new session: the ephemerals of the old one stay. */
    void abandoned(int slot) {
        nodes.replaceAll((path, node) ->
                node.owner == slot ? new Node(node.version, node.aversion, node.creates, Player.SLOTS) : node);
    }

    private boolean create(String path, List<Acl> acl, int flags, int owner) {
        String parent = parentOf(path);
        Node above = nodes.get(parent);
        if (above == null || above.owner != NOBODY || !isOrdinary(acl) || !isOrdinary(path)) {
            return false;
        }
        String full = CreateFlags.isSequential(flags) ? path + String.format("%010d", above.creates) : path;
        if (nodes.containsKey(full)) {
            return false;
        }
        nodes.put(parent, new Node(above.version, above.aversion, above.creates + 1, above.owner));
        nodes.put(full, new Node(0, 0, 0, owner));
        return true;
    }

    private boolean remove(String path) {
        return !path.equals("/") && nodes.remove(path) != null;
    }

    private boolean count(String path, int versions, int aversions) {
        Node node = nodes.get(path);
        nodes.put(path, new Node(node.version + versions, node.aversion + aversions, node.creates, node.owner));
        return true;
    }

    private boolean exists(String path) {
        return nodes.containsKey(path);
    }

    private boolean fits(String path, int version) {
        return exists(path) && (version == -1 || version == version(path));
    }

    private boolean hasChildren(String path) {
        String below = path.equals("/") ? "/" : path + "/";
        String next = nodes.higherKey(below);
        return next != null && next.startsWith(below);
    }

    private static String parentOf(String path) {
        int slash = path.lastIndexOf('/');
        return slash <= 0 ? "/" : path.substring(0, slash);
    }

    private static boolean isOrdinary(String path) {
        return path.matches("(/[a-z0-9]+)+") && path.length() < 100;
    }

    private static boolean isOrdinary(List<Acl> acl) {
        return acl != null && !acl.isEmpty();
    }
}
