package io.quorate.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.client.WatchRegistry.Kind;
import io.quorate.client.WatchedEvent.Type;
import java.util.List;
import org.junit.jupiter.api.Test;

class WatchRegistryTest {
    private final WatchRegistry watches = new WatchRegistry();
    private final Watcher one = named("one");
    private final Watcher two = named("two");

    @Test
    void oneTimeWatchesGoWithTheirEvent() {
        watches.add(Kind.DATA, "/a", one);
        watches.add(Kind.EXIST, "/b", one);
        watches.add(Kind.CHILD, "/a", two);
        assertThat(watches.trigger(Type.NODE_DATA_CHANGED, "/a")).containsExactly(one);
        assertThat(watches.trigger(Type.NODE_DATA_CHANGED, "/a")).isEmpty();
        assertThat(watches.trigger(Type.NODE_CREATED, "/b")).containsExactly(one);
        assertThat(watches.trigger(Type.NODE_CREATED, "/b")).isEmpty();
        assertThat(watches.trigger(Type.NODE_CHILDREN_CHANGED, "/a")).containsExactly(two);
        assertThat(watches.isEmpty()).isTrue();
    }

    @Test
    void aDeletionConcernsAllKindsAndEachWatcherOnce() {
        watches.add(Kind.DATA, "/a", one);
        watches.add(Kind.CHILD, "/a", one);
        watches.add(Kind.CHILD, "/a", two);
        watches.add(Kind.PERSISTENT, "/a", two);
        assertThat(watches.trigger(Type.NODE_DELETED, "/a")).containsExactly(one, two);
        assertThat(watches.trigger(Type.NODE_DELETED, "/a")).containsExactly(two);
    }

    @Test
    void persistentOnesStayAndGetAllThatHappensToTheirNode() {
        watches.add(Kind.PERSISTENT, "/a", one);
        for (int i = 0; i < 2; i++) {
            assertThat(watches.trigger(Type.NODE_CREATED, "/a")).containsExactly(one);
            assertThat(watches.trigger(Type.NODE_CHILDREN_CHANGED, "/a")).containsExactly(one);
            assertThat(watches.trigger(Type.NODE_CREATED, "/a/b")).isEmpty();
        }
    }

    @Test
    void recursiveOnesGetWhatHappensBelowButNoListsOfChildren() {
        watches.add(Kind.PERSISTENT_RECURSIVE, "/a", one);
        watches.add(Kind.PERSISTENT_RECURSIVE, "/", two);
        assertThat(watches.trigger(Type.NODE_DATA_CHANGED, "/a/b/c")).containsExactly(one, two);
        assertThat(watches.trigger(Type.NODE_DELETED, "/a")).containsExactly(one, two);
        assertThat(watches.trigger(Type.NODE_CREATED, "/ab")).containsExactly(two);
        assertThat(watches.trigger(Type.NODE_CREATED, "/")).containsExactly(two);
        assertThat(watches.trigger(Type.NODE_CHILDREN_CHANGED, "/a")).isEmpty();
    }

    @Test
    void theSameWatcherCountsOnce() {
        watches.add(Kind.DATA, "/a", one);
        watches.add(Kind.DATA, "/a", one);
        watches.add(Kind.DATA, "/a", two);
        assertThat(watches.watchers(Kind.DATA, "/a")).containsExactly(one, two);
        assertThat(watches.all(List.of())).containsExactly(one, two);
        assertThat(watches.trigger(Type.NODE_DATA_CHANGED, "/a")).containsExactly(one, two);
    }

    private record Equal() implements Watcher {
        @Override
        public void process(WatchedEvent event) {}
    }

    @Test
    void equalWatchersAreNotTheSame() {
        Equal first = new Equal();
        Equal second = new Equal();
        watches.add(Kind.DATA, "/a", first);
        watches.add(Kind.DATA, "/a", second);
        assertThat(watches.all(List.of(new Equal(), first))).hasSize(3);
        assertThat(watches.trigger(Type.NODE_DATA_CHANGED, "/a")).hasSize(2);
    }

    @Test
    void removesOneOrAll() {
        watches.add(Kind.DATA, "/a", one);
        watches.add(Kind.DATA, "/a", two);
        watches.add(Kind.CHILD, "/a", one);
        assertThat(watches.remove(Kind.DATA, "/a", one)).containsExactly(one);
        assertThat(watches.remove(Kind.DATA, "/a", one)).isEmpty();
        assertThat(watches.remove(Kind.DATA, "/a", null)).containsExactly(two);
        assertThat(watches.paths(Kind.DATA)).isEmpty();
        assertThat(watches.paths(Kind.CHILD)).containsExactly("/a");
    }

    private static Watcher named(String name) {
        return new Watcher() {
            @Override
            public void process(WatchedEvent event) {
                throw new AssertionError("not called here");
            }

            @Override
            public String toString() {
                return name;
            }
        };
    }
}
