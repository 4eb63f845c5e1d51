package io.quorate.recipes;

import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** Which of several instances of a service to call next. Any thread may ask. */
@FunctionalInterface
public interface Balancing {
    /** @param instances not empty, in the order of their ids */
    ServiceInstance choose(List<ServiceInstance> instances);

    /** One after the other. */
    static Balancing roundRobin() {
        AtomicInteger next = new AtomicInteger();
        return instances -> instances.get(Math.floorMod(next.getAndIncrement(), instances.size()));
    }

    /** Any. */
    static Balancing random() {
        return instances -> instances.get(ThreadLocalRandom.current().nextInt(instances.size()));
    }

    /** The same as long as it is there; then any, by the other way of balancing. */
    static Balancing sticky(Balancing other) {
        AtomicReference<String> chosen = new AtomicReference<>();
        return instances -> {
            String id = chosen.get();
            return instances.stream()
                    .filter(each -> each.id().equals(id))
                    .findFirst()
                    .orElseGet(() -> {
                        ServiceInstance next = other.choose(instances);
                        chosen.set(next.id());
                        return next;
                    });
        };
    }
}
