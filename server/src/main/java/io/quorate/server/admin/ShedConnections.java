package io.quorate.server.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quorate.server.net.ClientLoop;
import io.quorate.server.net.NettyServerCnxn;
import java.io.IOException;
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
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PERCENTAGE = "percentage";
    private static final int ALL = 100;

    private final Inspector inspector;

    ShedConnections(Inspector inspector) {
        this.inspector = inspector;
    }

    /**
     * How many are to go, in percent.
     *
     * @param body of the request
     * @throws IllegalArgumentException if it does not say; the message tells what is expected
     */
    static int percentage(byte[] body) {
        JsonNode number;
        try {
            number = JSON.readTree(body).path(PERCENTAGE);
        } catch (IOException e) {
            throw expected(e);
        }
        if (!number.isInt() || number.intValue() < 0 || number.intValue() > ALL) {
            throw expected(null);
        }
        return number.intValue();
    }

    private static IllegalArgumentException expected(IOException cause) {
        return new IllegalArgumentException(
                "percentage: a whole number from 0 to 100 is expected, such as {\"percentage\": 10}", cause);
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
