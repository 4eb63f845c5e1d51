package io.quorate.client;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/**
 * Finds servers by their names. Asked anew whenever a session looks for a server, since names move; by several threads, which may
 * be kept waiting.
 */
public interface NameService {
    /** All addresses of a host: each is tried. */
    List<InetAddress> addresses(String host) throws UnknownHostException;

    /**
     * The servers of a service, from the SRV records of a name such as {@code _zookeeper._tcp.example.org}, in the order in which they
     * are to be tried.
     */
    List<HostPort> servers(String service) throws UnknownHostException;

    /** The names that this machine knows. */
    static NameService ofSystem() {
        return SystemNames.INSTANCE;
    }

    /**
     * Hosts as this machine knows them, and services as a certain DNS server does.
     *
     * @param url such as {@code dns://127.0.0.1:8600}
     */
    static NameService ofDns(String url) {
        return new SystemNames(url);
    }
}
