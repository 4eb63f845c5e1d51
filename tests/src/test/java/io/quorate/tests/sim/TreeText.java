package io.quorate.tests.sim;

import io.quorate.tree.DataNode;
import io.quorate.tree.DataTree;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/** Everything that a tree holds, in an order that does not depend on how it came about. */
final class TreeText {
    private TreeText() {}

    static Map<String, String> of(DataTree tree) {
        Map<String, String> text = new TreeMap<>();
        tree.visit((path, length, node) -> text.put(new String(path, 0, length, StandardCharsets.UTF_8), of(node)));
        for (long session : tree.sessions()) {
            text.put("session 0x" + Long.toHexString(session), tree.sessionTimeout(session) + " ms");
        }
        return text;
    }

    private static String of(DataNode node) {
        boolean text = node.data() != null && node.data().length > Integer.BYTES;
        return (text ? new String(node.data(), StandardCharsets.UTF_8) : Arrays.toString(node.data())) + " "
                + node.statPersisted() + " " + node.acl();
    }

    static String difference(Map<String, String> expected, Map<String, String> found) {
        Map<String, String> all = new TreeMap<>(expected);
        all.putAll(found);
        StringBuilder text = new StringBuilder();
        for (String path : all.keySet()) {
            if (!String.valueOf(expected.get(path)).equals(String.valueOf(found.get(path)))) {
                text.append("\n  ").append(path).append(": ").append(found.get(path));
                text.append(" (expected: ").append(expected.get(path)).append(')');
            }
        }
        return text.toString();
    }
}
