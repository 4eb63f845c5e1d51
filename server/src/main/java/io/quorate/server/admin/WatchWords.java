package io.quorate.server.admin;

import io.quorate.server.net.ClientLoop;
import io.quorate.server.session.ClientSession;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * The words about watches: wchs, wchc, wchp. As with Apache they tell of the data table only; and they stop listing at a
 * limit, because a server should not be brought down by a question (CVE-2017-5637).
 */
final class WatchWords {
    private static final int LISTED_PER_LOOP_MAX = 100_000;

    private final Inspector inspector;

    WatchWords(Inspector inspector) {
        this.inspector = inspector;
    }

    record Watch(String path, long sessionId) {}

    record Count(int watchers, int paths, int watches) {}

    private record Summary(int watchers, Set<String> paths, int watches) {}

    CompletableFuture<String> summary() {
        return count().thenApply(count -> count.watchers() + " connections watching " + count.paths()
                + " paths\nTotal watches:" + count.watches() + "\n");
    }

    CompletableFuture<Count> count() {
        return inspector.askLoops(WatchWords::summarise).thenApply(loops -> {
            int watchers = 0;
            int watches = 0;
            Set<String> paths = new HashSet<>();
            for (Summary loop : loops) {
                watchers += loop.watchers();
                watches += loop.watches();
                paths.addAll(loop.paths());
            }
            return new Count(watchers, paths.size(), watches);
        });
    }

    CompletableFuture<String> bySession() {
        return watches().thenApply(watches -> {
            Map<String, List<String>> bySession = new LinkedHashMap<>();
            for (Watch watch : watches) {
                add(bySession, "0x" + Long.toHexString(watch.sessionId()), watch.path());
            }
            return listing(bySession);
        });
    }

    CompletableFuture<String> byPath() {
        return watches().thenApply(watches -> {
            Map<String, List<String>> byPath = new LinkedHashMap<>();
            for (Watch watch : watches) {
                add(byPath, watch.path(), "0x" + Long.toHexString(watch.sessionId()));
            }
            return listing(byPath);
        });
    }

    CompletableFuture<List<Watch>> watches() {
        return inspector.askLoops(WatchWords::list).thenApply(perLoop -> {
            List<Watch> all = new ArrayList<>();
            perLoop.forEach(all::addAll);
            return all;
        });
    }

    private static Summary summarise(ClientLoop loop) {
        Set<ClientSession> watchers = new HashSet<>();
        Set<String> paths = new HashSet<>();
        loop.processor().watches().table().forEachDataWatch((path, session) -> {
            watchers.add(session);
            paths.add(path);
        });
        return new Summary(
                watchers.size(), paths, loop.processor().watches().table().dataWatchCount());
    }

    private static List<Watch> list(ClientLoop loop) {
        List<Watch> watches = new ArrayList<>();
        loop.processor().watches().table().forEachDataWatch((path, session) -> {
            if (watches.size() < LISTED_PER_LOOP_MAX) {
                watches.add(new Watch(path, session.sessionId()));
            }
        });
        return watches;
    }

    private static void add(Map<String, List<String>> lists, String key, String value) {
        lists.computeIfAbsent(key, first -> new ArrayList<>()).add(value);
    }

    private static String listing(Map<String, List<String>> lists) {
        StringBuilder text = new StringBuilder();
        lists.forEach((key, values) -> {
            text.append(key).append('\n');
            values.forEach(value -> text.append('\t').append(value).append('\n'));
        });
        return text.append('\n').toString();
    }
}
