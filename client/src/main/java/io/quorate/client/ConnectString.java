package io.quorate.client;

import java.util.ArrayList;
import java.util.List;

/**
 * Where the ensemble is and below which znode the client works: {@code host:port[,host:port...][/chroot]}.
 *
 * @param servers at least one, in the order given
 * @param chroot absolute path without a trailing slash, or empty for none
 */
public record ConnectString(List<HostPort> servers, String chroot) {
    public ConnectString {
        servers = List.copyOf(servers);
        if (servers.isEmpty()) {
            throw new IllegalArgumentException(
                    "connect string without a server (expected: host:port[,host:port...][/chroot])");
        }
        if (!chroot.isEmpty()) {
            ZnodePath.validate(chroot);
        }
    }

    /** Parses the text; empty entries between commas are skipped. Throws IllegalArgumentException for anything else that is off. */
    public static ConnectString parse(String text) {
        int slash = text.indexOf('/');
        String chroot = slash < 0 ? "" : text.substring(slash);
        List<HostPort> servers = new ArrayList<>();
        for (String server : (slash < 0 ? text : text.substring(0, slash)).split(",")) {
            if (!server.isBlank()) {
                servers.add(HostPort.parse(server.trim()));
            }
        }
        return new ConnectString(servers, chroot.equals("/") ? "" : chroot);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (HostPort server : servers) {
            text.append(text.isEmpty() ? "" : ",").append(server);
        }
        return text.append(chroot).toString();
    }
}
