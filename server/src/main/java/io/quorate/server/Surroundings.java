package io.quorate.server;

import io.quorate.server.net.LinkFilter;
import io.quorate.server.net.PeerClock;

/**
 * What a server finds around it and a test may replace.
 *
 * @param clock the time by which the protocol goes: sessions, elections, limits; measurements are on the system's clock
 * @param links whom the server reaches
 */
public record Surroundings(PeerClock clock, LinkFilter links) {
    /** Those of a server that is a process of its own. */
    public static final Surroundings SYSTEM = new Surroundings(PeerClock.SYSTEM, LinkFilter.OPEN);
}
