package io.quorate.watch;

import io.quorate.tree.AclList;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A sink that remembers what each watcher was told, in order, as {@code type path}. */
final class Told implements WatchSink<String> {
    final Map<String, List<String>> byWatcher = new TreeMap<>();
    final List<AclList> acls = new ArrayList<>();

    @Override
    public void deliver(String watcher, int eventType, String path, AclList acl) {
        byWatcher.computeIfAbsent(watcher, key -> new ArrayList<>()).add(eventType + " " + path);
        acls.add(acl);
    }

    List<String> of(String watcher) {
        return byWatcher.getOrDefault(watcher, List.of());
    }
}
