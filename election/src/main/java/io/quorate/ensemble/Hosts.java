package io.quorate.ensemble;

import io.quorate.jute.quorum.HostPort;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * Host names and literal addresses as text. Servers print IPv6 addresses in full ({@code 0:0:0:0:0:0:0:1}) whatever was
 * configured ({@code ::1}), so that is the form in which they are kept and compared.
 */
final class Hosts {
    private static final int IPV6_GROUPS = 8;
    private static final String LOOPBACK_IPV6 = "0:0:0:0:0:0:0:1";

    private Hosts() {}

    /**
     * The form in which equal hosts have equal text, up to case.
     *
     * @throws MalformedEnsembleException if the text is neither a name nor an address
     */
    static String canonical(String host) {
        if (host.isEmpty() || host.chars().anyMatch(c -> c <= ' ' || c == ',' || c == '=' || c == '|' || c == ';')) {
            throw new MalformedEnsembleException("host: '" + host + "' (expected: a name or an address)");
        }
        return host.indexOf(':') < 0 ? host : canonicalIpv6(host);
    }

    static boolean isLoopback(HostPort address) {
        String host = address.host().toLowerCase(Locale.ROOT);
        return host.equals("localhost") || host.matches("127(\\.[0-9]{1,3}){3}") || host.equals(LOOPBACK_IPV6);
    }

    private static String canonicalIpv6(String host) {
        int zone = host.indexOf('%');
        String address = zone < 0 ? host : host.substring(0, zone);
        int gap = address.indexOf("::");
        List<String> groups;
        if (gap < 0) {
            groups = groups(host, address);
        } else {
            groups = groups(host, address.substring(0, gap));
            List<String> tail = groups(host, address.substring(gap + 2));
            int missing = IPV6_GROUPS - groups.size() - tail.size();
            require(missing > 0, host);
            groups.addAll(Collections.nCopies(missing, "0"));
            groups.addAll(tail);
        }
        require(groups.size() == IPV6_GROUPS, host);
        return String.join(":", groups) + (zone < 0 ? "" : host.substring(zone));
    }

    private static List<String> groups(String host, String text) {
        List<String> groups = new ArrayList<>();
        if (text.isEmpty()) {
            return groups;
        }
        String[] parts = text.split(":", -1);
        for (int i = 0; i < parts.length; i++) {
            if (i == parts.length - 1 && parts[i].indexOf('.') >= 0) {
                addIpv4(groups, host, parts[i]);
            } else {
                require(parts[i].matches("[0-9a-fA-F]{1,4}"), host);
                groups.add(Integer.toHexString(Integer.parseInt(parts[i], 16)));
            }
        }
        return groups;
    }

    private static void addIpv4(List<String> groups, String host, String text) {
        require(text.matches("[0-9]{1,3}(\\.[0-9]{1,3}){3}"), host);
        int bits = 0;
        for (String part : text.split("\\.", -1)) {
            require(Integer.parseInt(part) <= 255, host);
            bits = bits << 8 | Integer.parseInt(part);
        }
        groups.add(Integer.toHexString(bits >>> 16));
        groups.add(Integer.toHexString(bits & 0xffff));
    }

    private static void require(boolean holds, String host) {
        if (!holds) {
            throw new MalformedEnsembleException(
                    "host: '" + host + "' (expected: a name or an address; this is no IPv6)");
        }
    }
}
