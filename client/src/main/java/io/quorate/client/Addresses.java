package io.quorate.client;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ThreadLocalRandom;

/** Turns names of servers into addresses, without holding up an event loop. */
final class Addresses {
    private Addresses() {}

    /** One of the addresses of the server; asked for anew each time, since names move. Fails with UnknownHostException. */
    static CompletableFuture<InetSocketAddress> resolve(HostPort server) {
        byte[] literal = NetUtil.createByteArrayFromIpAddressString(server.host());
        return literal == null
                ? CompletableFuture.supplyAsync(() -> lookUp(server))
                : CompletableFuture.completedFuture(ofLiteral(server, literal));
    }

    private static InetSocketAddress ofLiteral(HostPort server, byte[] address) {
        try {
            return new InetSocketAddress(InetAddress.getByAddress(server.host(), address), server.port());
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("address: " + server.host() + " (expected: IPv4 or IPv6)", e);
        }
    }

    private static InetSocketAddress lookUp(HostPort server) {
        try {
            InetAddress[] all = InetAddress.getAllByName(server.host());
            return new InetSocketAddress(all[ThreadLocalRandom.current().nextInt(all.length)], server.port());
        } catch (UnknownHostException e) {
            throw new CompletionException(e);
        }
    }
}
