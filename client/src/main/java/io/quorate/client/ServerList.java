package io.quorate.client;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * The servers in a random order, so that clients spread over them, and how long to wait before the next is tried. A round is one
 * attempt with each. Belongs to the session's event loop.
 */
final class ServerList {
    private static final long FIRST_DELAY_MILLIS = 50;
    private static final long DELAY_MILLIS_MAX = 1000;

    private final List<HostPort> servers;
    private final Random random;
    private HostPort preferred;
    private int cursor;
    private int failures;

    ServerList(List<HostPort> servers, Random random) {
        this.servers = new ArrayList<>(servers);
        this.random = random;
        Collections.shuffle(this.servers, random);
    }

    int size() {
        return servers.size();
    }

    /** The server to try now. */
    HostPort next() {
        if (preferred != null) {
            HostPort server = preferred;
            preferred = null;
            return server;
        }
        HostPort server = servers.get(cursor);
        cursor = (cursor + 1) % servers.size();
        return server;
    }

    /** Makes a server the next to be tried. */
    void prefer(HostPort server) {
        preferred = server;
    }

    void onConnected() {
        failures = 0;
    }

    /** An attempt came to nothing. Returns whether it was the last of a round. */
    boolean onFailure() {
        failures++;
        return failures % servers.size() == 0;
    }

    /**
     * How long to wait before the next attempt: not at all within the first round, then ever longer, and a random part of it, so
     * that the clients of a server that comes back do not come all at once.
     */
    long delayMillis() {
        int rounds = failures / servers.size();
        if (rounds == 0) {
            return 0;
        }
        long bound = Math.min(DELAY_MILLIS_MAX, FIRST_DELAY_MILLIS << Math.min(rounds, 10));
        return bound / 2 + random.nextInt((int) bound / 2 + 1);
    }
}
