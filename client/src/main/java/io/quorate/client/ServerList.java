package io.quorate.client;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * The servers in a random order, so that clients spread over them, and how long to wait before the next is tried. A round is one
 * attempt with each address of each. Belongs to the session's event loop.
 */
final class ServerList {
    private static final int ATTEMPTS_PER_TIMEOUT = 3;
    private static final long FIRST_DELAY_MILLIS = 50;
    private static final long DELAY_MILLIS_MAX = 1000;
    private static final int DOUBLINGS_MAX = 10;

    private final Random random;
    /** Names with more than one address, as far as they are known. */
    private final Map<HostPort, Integer> addresses = new HashMap<>(0);

    private List<HostPort> servers;
    private HostPort preferred;
    /** The server tried last, and which attempt with it that was, from 1. */
    private int cursor;

    private int attempt;
    private int failures;
    private int rounds;

    /** None of the servers may be known yet: see {@link #replace}. */
    ServerList(List<HostPort> servers, Random random) {
        this.servers = new ArrayList<>(servers);
        this.random = random;
        Collections.shuffle(this.servers, random);
    }

    /** The number of addresses, as far as it is known. */
    int size() {
        int size = servers.size();
        if (!addresses.isEmpty()) {
            for (HostPort server : servers) {
                size += addresses.getOrDefault(server, 1) - 1;
            }
        }
        return size;
    }

    /**
     * How long one server may take to accept a session: within the session's timeout every server gets its turn, and a server
     * that was caught while it started, and never answers, a second one.
     */
    long attemptMillis(int timeoutMillis) {
        return Math.max(1, timeoutMillis / Math.max(ATTEMPTS_PER_TIMEOUT, size()));
    }

    boolean isEmpty() {
        return servers.isEmpty();
    }

    boolean contains(HostPort server) {
        return servers.contains(server);
    }

    /** Goes on with other servers, to be tried in this order. Those that are the same, in any order, change nothing. */
    void replace(List<HostPort> others) {
        if (others.size() == servers.size() && servers.containsAll(others)) {
            return;
        }
        servers = List.copyOf(others);
        addresses.keySet().retainAll(servers);
        cursor = 0;
        attempt = 0;
        preferred = null;
    }

    /**
     * Goes on with other servers, in the middle of a session. Clients that all do so spread evenly over the new list, as long as they
     * were spread evenly before, and no more of them move than have to: see {@link Rebalance}.
     *
     * @param current the server of the connection, or null
     * @return whether the session has to leave it
     */
    boolean update(List<HostPort> others, HostPort current) {
        Rebalance rebalance = Rebalance.of(servers, others, current, random.nextDouble());
        servers = new ArrayList<>(others);
        Collections.shuffle(servers, random);
        if (rebalance.leaves()) {
            boolean toNew = random.nextDouble() < rebalance.towardsNew();
            servers.sort(Comparator.comparing(server -> rebalance.isNew(server) != toNew));
        }
        addresses.keySet().retainAll(servers);
        cursor = Math.max(0, servers.indexOf(rebalance.leaves() ? null : current));
        attempt = 0;
        failures = 0;
        rounds = 0;
        preferred = null;
        return rebalance.leaves();
    }

    /** A name was found to have so many addresses. */
    void onAddresses(HostPort server, int count) {
        if (count > 1) {
            addresses.put(server, count);
        } else if (!addresses.isEmpty()) {
            addresses.remove(server);
        }
    }

    /** The server to try now: each as often in a row as it has addresses. */
    HostPort next() {
        if (preferred != null) {
            HostPort server = preferred;
            preferred = null;
            return server;
        }
        if (attempt > 0 && attempt >= addresses.getOrDefault(servers.get(cursor), 1)) {
            cursor = (cursor + 1) % servers.size();
            attempt = 0;
        }
        attempt++;
        return servers.get(cursor);
    }

    /** Makes a server the next to be tried. */
    void prefer(HostPort server) {
        preferred = server;
    }

    void onConnected() {
        failures = 0;
        rounds = 0;
    }

    /** Whether nothing was tried since the last connection or the end of the last round. */
    boolean isRoundToBegin() {
        return failures == 0;
    }

    /** An attempt came to nothing. Returns whether it was the last of a round. */
    boolean onFailure() {
        failures++;
        if (failures < size()) {
            return false;
        }
        failures = 0;
        rounds++;
        return true;
    }

    /**
     * How long to wait before the next attempt: not at all within the first round, then ever longer, and a random part of it, so
     * that the clients of a server that comes back do not come all at once.
     */
    long delayMillis() {
        if (rounds == 0) {
            return 0;
        }
        long bound = Math.min(DELAY_MILLIS_MAX, FIRST_DELAY_MILLIS << Math.min(rounds, DOUBLINGS_MAX));
        return bound / 2 + random.nextInt((int) bound / 2 + 1);
    }
}
