package io.quorate.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.jute.proto.StatPersisted;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TreeBuilderTest {
    private static final TreeOptions OPTIONS = new TreeOptions(true, false, true);
    private static final StatPersisted STAT = new StatPersisted(1, 2, 3, 4, 5, 6, 7, 0, 8);

    private static TreeBuilder builder() {
        return DataTree.builder(3, OPTIONS);
    }

    private static TreeBuilder add(TreeBuilder builder, String... paths) {
        for (String path : paths) {
            builder.node(path, new byte[] {1}, AclList.OPEN, STAT);
        }
        return builder;
    }

    private static StatPersisted owned(long owner) {
        return new StatPersisted(1, 2, 3, 4, 5, 6, 7, owner, 8);
    }

    @Test
    void keepsWhatItIsGiven() {
        DataTree tree = builder()
                .session(9, 4000)
                .node("", null, AclList.OPEN, STAT)
                .node("/e", new byte[] {1, 2}, AclList.READ, owned(9))
                .node("/c", null, AclList.OPEN, owned(NodeKind.CONTAINER_OWNER))
                .node("/t", null, AclList.OPEN, owned(NodeKind.ttlOwner(5)))
                .session(10, 5000)
                .build(0x77);
        assertThat(tree.lastZxid()).isEqualTo(0x77);
        assertThat(tree.find("/e").statPersisted()).isEqualTo(owned(9));
        assertThat(tree.find("/e").data()).containsExactly(1, 2);
        assertThat(tree.find("/e").acl()).isSameAs(AclList.READ);
        assertThat(tree.find("/").data()).isNull();
        assertThat(tree.ephemerals(9)).containsExactly("/e");
        assertThat(tree.containers()).containsExactly("/c");
        assertThat(tree.ttlNodes()).containsExactly("/t");
        assertThat(tree.sessions()).containsExactly(9L, 10L);
        assertThat(tree.sessionTimeout(10)).isEqualTo(5000);
    }

    @Test
    void anyOrderWithParentsFirstWillDo() {
        List<String> paths = new ArrayList<>();
        for (String a : List.of("/a", "/b", "/é")) {
            paths.add(a);
            for (String b : List.of("/1", "/2", "/33")) {
                paths.add(a + b);
                paths.add(a + b + "/leaf");
            }
        }
        DataTree depthFirst =
                add(add(builder(), ""), paths.toArray(String[]::new)).build(1);
        Map<String, String> expected = TreeAssert.dump(depthFirst);
        paths.sort(Comparator.comparingInt(path -> path.split("/", -1).length));
        DataTree breadthFirst =
                add(add(builder(), ""), paths.toArray(String[]::new)).build(1);
        TreeAssert.assertSame(TreeAssert.dump(breadthFirst), expected, "breadth first");
        TreeAssert.checkTotals(breadthFirst);
        assertThat(breadthFirst.digest()).isEqualTo(depthFirst.digest());
    }

    @Test
    void aSiblingWhosePathBeginsAlikeIsNoChild() {
        DataTree tree = add(builder(), "", "/a", "/ab", "/ab/c", "/a/c").build(1);
        assertThat(tree.find("/a").numChildren()).isEqualTo(1);
        assertThat(tree.find("/ab").numChildren()).isEqualTo(1);
        assertThat(tree.find("/").numChildren()).isEqualTo(2);
    }

    @Test
    void aMissingParentIsNamed() {
        refused("/x/y", "no parent", "", "/a");
        refused("/a/y/z", "no parent", "", "/a", "/b", "/a/1");
        refused("x", "no parent", "", "/a");
    }

    @Test
    void aNodeGivenTwiceIsNamed() {
        refused("/a/b", "given twice", "", "/a", "/b", "/a/b");
        TreeBuilder builder = add(builder(), "", "/a", "/a/b", "/a/c", "/a/b");
        assertThatThrownBy(() -> builder.build(1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("/a")
                .hasMessageContaining("given twice");
    }

    @Test
    void theRootComesFirstAndOnce() {
        refused("/a", "the root");
        refused("", "the root", "", "/a");
        refused("", "the root", "", "/a", "/b", "/a/out-of-order");
        assertThatThrownBy(() -> builder().build(1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("root");
    }

    private static void refused(String path, String why, String... before) {
        TreeBuilder builder = add(builder(), before);
        assertThatThrownBy(() -> add(builder, path))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(path)
                .hasMessageContaining(why);
    }

    @Test
    void nodesUnderZookeeperAreInNoDigest() {
        DataTree without = add(builder(), "", "/zookeeper", "/zookeeperx").build(1);
        DataTree with = add(builder(), "", "/zookeeper", "/zookeeper/quota", "/zookeeper/quota/a", "/zookeeperx")
                .build(1);
        assertThat(with.digest()).isEqualTo(without.digest());
    }
}
