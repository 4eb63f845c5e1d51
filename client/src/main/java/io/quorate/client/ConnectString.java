package io.quorate.client;

import java.util.ArrayList;
import java.util.List;

/**
 * Where the ensemble is and below which znode the client works: {@code host:port[,host:port...][/chroot]}, where each address of a
 * host is tried, or {@code dns-srv://service[/chroot]}, where the DNS tells hosts and ports.
 *
 * @param servers at least one, in the order given, unless there is a service
 * @param chroot absolute path without a trailing slash, or empty for none
 * @param service a name with SRV records, such as {@code _zookeeper._tcp.example.org}, or empty for none
 */
public record ConnectString(List<HostPort> servers, String chroot, String service) {
    private static final String SERVICE_PREFIX = "dns-srv://";
    private static final String EXPECTED =
            " (expected: host:port[,host:port...][/chroot] or dns-srv://service[/chroot])";

    public ConnectString {
        servers = List.copyOf(servers);
        if (servers.isEmpty() == service.isEmpty()) {
            throw new IllegalArgumentException("connect string "
                    + (servers.isEmpty() ? "without a server" : "with servers and a service") + EXPECTED);
        }
        if (!chroot.isEmpty()) {
            ZnodePath.validate(chroot);
        }
    }

    /** Servers by their names. */
    public ConnectString(List<HostPort> servers, String chroot) {
        this(servers, chroot, "");
    }

    /** Parses the text; empty entries between commas are skipped. Throws IllegalArgumentException for anything else that is off. */
    public static ConnectString parse(String text) {
        boolean isService = text.startsWith(SERVICE_PREFIX);
        String rest = isService ? text.substring(SERVICE_PREFIX.length()) : text;
        int slash = rest.indexOf('/');
        String chroot = slash < 0 || slash == rest.length() - 1 ? "" : rest.substring(slash);
        String hosts = slash < 0 ? rest : rest.substring(0, slash);
        if (isService) {
            return new ConnectString(List.of(), chroot, hosts.trim());
        }
        List<HostPort> servers = new ArrayList<>();
        for (String server : hosts.split(",")) {
            if (!server.isBlank()) {
                servers.add(HostPort.parse(server.trim()));
            }
        }
        return new ConnectString(servers, chroot, "");
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(service.isEmpty() ? "" : SERVICE_PREFIX + service);
        for (HostPort server : servers) {
            text.append(text.isEmpty() ? "" : ",").append(server);
        }
        return text.append(chroot).toString();
    }
}
