package io.quorate.tree;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.jute.proto.StatPersisted;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Compares whole trees. */
final class TreeAssert {
    private TreeAssert() {}

    /** Two dumps must be equal; if not, only what differs is shown. */
    static void assertSame(
            Map<String, String> actual, Map<String, String> expected, String context, Object... arguments) {
        if (!actual.equals(expected)) {
            Map<String, String> onlyActual = new TreeMap<>(actual);
            onlyActual.entrySet().removeAll(expected.entrySet());
            Map<String, String> onlyExpected = new TreeMap<>(expected);
            onlyExpected.entrySet().removeAll(actual.entrySet());
            assertThat(onlyActual).as(context, arguments).isEqualTo(onlyExpected);
        }
    }

    /** Everything a tree holds, as text by path; sessions and totals under names that are no paths. */
    static Map<String, String> dump(DataTree tree) {
        Map<String, String> dump = new TreeMap<>();
        for (TreeCursor each = tree.cursor(); each.next(); ) {
            DataNode node = each.node();
            List<String> children = node.childNames();
            children.sort(Comparator.naturalOrder());
            String text = describe(
                    node.data(), node.statPersisted(), node.acl().entries().toString(), children);
            assertThat(dump.put(each.pathString(), text)).isNull();
        }
        for (long session : tree.sessions()) {
            dump.put("session " + session, "timeout " + tree.sessionTimeout(session));
        }
        for (long owner : tree.ephemeralOwners()) {
            dump.put("ephemerals of " + owner, tree.ephemerals(owner).toString());
        }
        dump.put("containers", sorted(tree.containers()).toString());
        dump.put("ttl nodes", sorted(tree.ttlNodes()).toString());
        dump.put(
                "totals",
                tree.nodeCount() + " nodes, " + tree.ephemeralCount() + " ephemerals, size "
                        + tree.approximateDataSize() + ", digest " + tree.digest() + ", sessions "
                        + tree.sessionCount());
        return dump;
    }

    /** The same of the twin. */
    static Map<String, String> dump(ModelTree model) {
        Map<String, String> dump = new TreeMap<>();
        Map<Long, List<String>> ephemerals = new TreeMap<>();
        List<String> containers = new ArrayList<>();
        List<String> ttlNodes = new ArrayList<>();
        long size = 1;
        for (Map.Entry<String, ModelTree.Node> each : model.nodes.entrySet()) {
            String path = each.getKey();
            ModelTree.Node node = each.getValue();
            List<String> children = new ArrayList<>();
            for (String child : model.childrenOf(path)) {
                children.add(child.substring(path.length() + 1));
            }
            StatPersisted stat = new StatPersisted(
                    node.czxid,
                    node.mzxid,
                    node.ctime,
                    node.mtime,
                    node.version,
                    node.cversion,
                    node.aversion,
                    node.owner,
                    node.pzxid);
            dump.put(path, describe(node.data, stat, node.acl.toString(), children));
            size += path.length() + (node.data == null ? 0 : node.data.length);
            if (node.owner == Long.MIN_VALUE) {
                containers.add(path);
            } else if (node.owner >>> 56 == 0xFF) {
                ttlNodes.add(path);
            } else if (node.owner != 0) {
                ephemerals
                        .computeIfAbsent(node.owner, owner -> new ArrayList<>())
                        .add(path);
            }
        }
        model.sessions.forEach((session, timeout) -> dump.put("session " + session, "timeout " + timeout));
        ephemerals.forEach((owner, paths) -> dump.put("ephemerals of " + owner, paths.toString()));
        dump.put("containers", containers.toString());
        dump.put("ttl nodes", ttlNodes.toString());
        int ephemeralCount = ephemerals.values().stream().mapToInt(List::size).sum();
        dump.put(
                "totals",
                model.nodes.size() + " nodes, " + ephemeralCount + " ephemerals, size " + size + ", digest "
                        + model.digest() + ", sessions " + model.sessions.size());
        return dump;
    }

    private static String describe(byte[] data, StatPersisted stat, String acl, List<String> children) {
        return Arrays.toString(data) + " " + stat + " " + acl + " " + children;
    }

    static List<String> sorted(Iterable<String> paths) {
        List<String> list = new ArrayList<>();
        paths.forEach(list::add);
        list.sort(null);
        return list;
    }

    /** The totals kept in every node, against what walking it gives. */
    static void checkTotals(DataTree tree) {
        checkTotals(tree.root);
    }

    private static long checkTotals(DataNode node) {
        int descendants = 0;
        long bytes = 0;
        int size = 0;
        for (DataNode child : node.children()) {
            bytes += checkTotals(child);
            descendants += 1 + child.descendants();
            size++;
        }
        assertThat(node.numChildren()).isEqualTo(size);
        assertThat(node.descendants()).isEqualTo(descendants);
        assertThat(node.subtreeDataBytes()).isEqualTo(bytes + node.dataLength());
        return bytes + node.dataLength();
    }
}
