package io.quorate.testkit;

import io.netty.channel.Channel;
import io.quorate.server.net.LinkFilter;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The links of one server: those that it may dial, and that to its clients. Safe on any thread. */
final class LinkSwitch implements LinkFilter {
    private final Set<Long> cut = new HashSet<>();
    private final Map<Channel, Long> servers = new HashMap<>();
    private final Set<Channel> clients = new HashSet<>();
    private boolean clientsCut;

    @Override
    public synchronized boolean reaches(long sid) {
        return !cut.contains(sid);
    }

    @Override
    public synchronized boolean dialled(long sid, Channel channel) {
        if (cut.contains(sid)) {
            return false;
        }
        servers.put(channel, sid);
        channel.closeFuture().addListener(closed -> forget(channel));
        return true;
    }

    @Override
    public synchronized boolean accepted(Channel client) {
        if (clientsCut) {
            return false;
        }
        clients.add(client);
        client.closeFuture().addListener(closed -> forget(client));
        return true;
    }

    private synchronized void forget(Channel channel) {
        servers.remove(channel);
        clients.remove(channel);
    }

    /** Closes what this server has dialled to another, and lets it dial that one no more. */
    synchronized void cut(long sid) {
        cut.add(sid);
        for (Map.Entry<Channel, Long> each : List.copyOf(servers.entrySet())) {
            if (each.getValue() == sid) {
                each.getKey().close();
            }
        }
    }

    synchronized void join(long sid) {
        cut.remove(sid);
    }

    synchronized void cutClients() {
        clientsCut = true;
        List.copyOf(clients).forEach(Channel::close);
    }

    synchronized void joinClients() {
        clientsCut = false;
    }

    synchronized void joinAll() {
        cut.clear();
        clientsCut = false;
    }
}
