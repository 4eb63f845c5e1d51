package io.quorate.recipes;

import io.quorate.client.ZnodePath;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The instances of services, below one path. Shares its znodes with Curator's service discovery, whose payloads may be anything: here
 * they are text. An instance is in the registry as long as its process has a session, and comes back in the next one. Any thread
 * may call any method.
 */
public final class ServiceRegistry implements AutoCloseable {
    private final Sessions sessions;
    private final String path;
    private final Map<String, PersistentNode> registered = new ConcurrentHashMap<>();

    public ServiceRegistry(Sessions sessions, String path) {
        ZnodePath.validate(path);
        this.sessions = sessions;
        this.path = path;
    }

    /** Puts an instance into the registry. Done when it is there. */
    public CompletableFuture<Void> register(ServiceInstance instance) {
        PersistentNode node = new PersistentNode(
                sessions,
                ZnodePath.child(ZnodePath.child(path, instance.name()), instance.id()),
                instance.toJson().getBytes(StandardCharsets.UTF_8));
        PersistentNode before = registered.put(instance.name() + "/" + instance.id(), node);
        CompletableFuture<Void> gone = before == null ? CompletableFuture.completedFuture(null) : before.closeAsync();
        return gone.thenCompose(none -> node.start().created());
    }

    /** Takes an instance out that was put in by this object; fine if there is none. */
    public CompletableFuture<Void> unregister(ServiceInstance instance) {
        PersistentNode node = registered.remove(instance.name() + "/" + instance.id());
        return node == null ? CompletableFuture.completedFuture(null) : node.closeAsync();
    }

    /** Finds instances of one service, and follows how they come and go. */
    public ServiceDiscovery discover(String name, Balancing balancing) {
        return new ServiceDiscovery(sessions, ZnodePath.child(path, name), balancing);
    }

    /** Takes all instances out that were put in by this object. */
    @Override
    public void close() {
        registered.values().forEach(PersistentNode::close);
        registered.clear();
    }
}
