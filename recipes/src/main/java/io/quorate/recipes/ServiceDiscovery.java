package io.quorate.recipes;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The instances of one service, one of them at a time. Choosing is local: on a disconnect the last known instances stay. Any thread
 * may call any method.
 */
public final class ServiceDiscovery implements AutoCloseable {
    private final ZnodeCache cache;
    private final Balancing balancing;
    /** Ids of instances that are not to be chosen, and until when, by {@link System#nanoTime}. */
    private final Map<String, Long> avoided = new ConcurrentHashMap<>();

    ServiceDiscovery(Sessions sessions, String path, Balancing balancing) {
        this.cache = ZnodeCache.ofChildren(sessions, path);
        this.balancing = balancing;
    }

    /** Begins to follow. Done when all instances are known. */
    public CompletableFuture<Void> start() {
        return cache.start().ready();
    }

    /** All that are registered, in the order of their ids; of Curator's too. */
    public List<ServiceInstance> all() {
        return cache.children().stream()
                .filter(node -> node.data() != null)
                .map(node -> ServiceInstance.ofJson(new String(node.data(), StandardCharsets.UTF_8)))
                .flatMap(Optional::stream)
                .toList();
    }

    /** One to call; empty if there is none. Avoided ones are chosen only if there is no other. */
    public Optional<ServiceInstance> choose() {
        List<ServiceInstance> all = all();
        long now = System.nanoTime();
        avoided.values().removeIf(until -> until - now <= 0);
        List<ServiceInstance> good =
                all.stream().filter(each -> !avoided.containsKey(each.id())).toList();
        if (all.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(balancing.choose(good.isEmpty() ? all : good));
    }

    /** Has this process choose others for a while: the instance did not answer. */
    public void avoid(ServiceInstance instance, Duration duration) {
        avoided.put(instance.id(), System.nanoTime() + duration.toNanos());
    }

    /** Ends following. */
    @Override
    public void close() {
        cache.close();
    }
}
