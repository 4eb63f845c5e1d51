package io.quorate.server.admin;

import io.quorate.server.net.ClientLoop;
import io.quorate.server.net.NettyServerCnxn;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * Closes a part of the clients' connections, any of them, so that their clients look for other servers: what their sessions have stays.
 * What was answered before still goes out. Safe on any thread; nothing waits.
 */
final class ShedConnections {
    private static final String PERCENTAGE = "percentage";
    private static final int ALL = 100;

    private final Inspector inspector;

    ShedConnections(Inspector inspector) {
        this.inspector = inspector;
    }

    /**
     * How many are to go, in percent.
     *
     * @param arguments of the request
     * @throws IllegalArgumentException if they do not say; the message tells what is expected
     */
    static int percentage(Map<String, String> arguments) {
        String number = arguments.getOrDefault(PERCENTAGE, "");
        if (!number.matches("\\d{1,3}") || Integer.parseInt(number) > ALL) {
            throw new IllegalArgumentException(
                    "percentage: a whole number from 0 to 100 is expected, such as {\"percentage\": 10}");
        }
        return Integer.parseInt(number);
    }

    /** Begins to close; what comes out are the keys of the answer. A part of a connection counts as none. */
    CompletableFuture<Map<String, Object>> shed(int percentage) {
        return inspector.askLoops(ClientLoop::connections).thenApply(perLoop -> {
            List<NettyServerCnxn> all = new ArrayList<>();
            perLoop.forEach(all::addAll);
            Collections.shuffle(all);
            int count = (int) ((long) all.size() * percentage / ALL);
            all.subList(0, count).forEach(cnxn -> cnxn.closeSoon("an operator sheds " + percentage + " % of all"));
            Map<String, Object> keys = new LinkedHashMap<>();
            keys.put("connections_shed", count);
            keys.put("percentage_requested", percentage);
            return keys;
        });
    }
}
