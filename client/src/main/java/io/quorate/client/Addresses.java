package io.quorate.client;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Turns names of servers into addresses, for one session and without holding up its event loop: names are looked up on threads that
 * all sessions of the process share. {@link #choose} belongs to the event loop.
 */
final class Addresses {
    private static final int THREADS = 4;
    private static final long IDLE_SECONDS = 10;
    private static final Executor SHARED = executor();

    private final NameService names;
    /** The addresses of a name that were tried since all of them were; only for names with several. */
    private final Map<HostPort, Set<InetAddress>> tried = new HashMap<>(0);

    Addresses(NameService names) {
        this.names = names;
    }

    /** All addresses of the server; asked for anew each time, since names move. Fails with UnknownHostException. */
    CompletableFuture<List<InetAddress>> resolve(HostPort server) {
        byte[] literal = NetUtil.createByteArrayFromIpAddressString(server.host());
        return literal == null
                ? lookUp(() -> names.addresses(server.host()))
                : CompletableFuture.completedFuture(List.of(ofLiteral(server, literal)));
    }

    /** The servers of a service. Fails with UnknownHostException. */
    CompletableFuture<List<HostPort>> servers(String service) {
        return lookUp(() -> names.servers(service));
    }

    /** One of the addresses: of those that were not tried yet, or of all once each was. */
    InetSocketAddress choose(HostPort server, List<InetAddress> all) {
        if (all.size() == 1) {
            return new InetSocketAddress(all.get(0), server.port());
        }
        Set<InetAddress> before = tried.computeIfAbsent(server, name -> new HashSet<>());
        List<InetAddress> left = new ArrayList<>(all);
        left.removeAll(before);
        if (left.isEmpty()) {
            left.addAll(all);
            before.clear();
        }
        InetAddress chosen = left.get(ThreadLocalRandom.current().nextInt(left.size()));
        before.add(chosen);
        return new InetSocketAddress(chosen, server.port());
    }

    @FunctionalInterface
    private interface LookUp<T> {
        T run() throws UnknownHostException;
    }

    private static <T> CompletableFuture<T> lookUp(LookUp<T> question) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return question.run();
                    } catch (UnknownHostException e) {
                        throw new CompletionException(e);
                    }
                },
                SHARED);
    }

    private static InetAddress ofLiteral(HostPort server, byte[] address) {
        try {
            return InetAddress.getByAddress(server.host(), address);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("address: " + server.host() + " (expected: IPv4 or IPv6)", e);
        }
    }

    private static Executor executor() {
        ThreadPoolExecutor executor = new ThreadPoolExecutor(
                THREADS, THREADS, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), work -> {
                    Thread thread = new Thread(work, "quorate-client-names");
                    thread.setDaemon(true);
                    return thread;
                });
        executor.allowCoreThreadTimeOut(true);
        return executor;
    }
}
