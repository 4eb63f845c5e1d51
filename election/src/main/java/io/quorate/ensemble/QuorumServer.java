package io.quorate.ensemble;

import io.quorate.jute.MalformedRecordException;
import io.quorate.jute.quorum.HostPort;
import java.util.ArrayList;
import java.util.List;

/**
 * One member of an ensemble and how to reach it (text form: client-protocol §5.5).
 *
 * @param sid the N of {@code server.N}, 0 or more
 * @param addresses at least one, in the order of preference
 * @param clientAddress where it serves clients, or null if that is not part of the membership
 */
public record QuorumServer(long sid, List<Address> addresses, PeerType type, HostPort clientAddress) {
    private static final int PORT_MAX = 65535;
    private static final String ANY_HOST = "0.0.0.0";

    /** One way to reach a member's quorum port and election port. */
    public record Address(String host, int quorumPort, int electionPort) {
        public Address {
            host = Hosts.canonical(host);
            requirePort(quorumPort);
            requirePort(electionPort);
            if (quorumPort == electionPort) {
                throw new MalformedEnsembleException(
                        "ports: " + quorumPort + " for quorum and for election (expected: two different ones)");
            }
        }

        public HostPort quorum() {
            return new HostPort(host, quorumPort);
        }

        public HostPort election() {
            return new HostPort(host, electionPort);
        }

        String toText() {
            return quorum().toText() + ":" + electionPort;
        }
    }

    public QuorumServer {
        if (sid < 0) {
            throw new MalformedEnsembleException("sid: " + sid + " (expected: 0 or more)");
        }
        addresses = List.copyOf(addresses);
        if (addresses.isEmpty()) {
            throw new MalformedEnsembleException("server." + sid + ": no address (expected: at least one)");
        }
        if (clientAddress != null) {
            clientAddress = new HostPort(Hosts.canonical(clientAddress.host()), clientAddress.port());
        }
    }

    /** A voting member with one address and no client address. */
    public static QuorumServer participant(long sid, String host, int quorumPort, int electionPort) {
        return new QuorumServer(sid, List.of(new Address(host, quorumPort, electionPort)), PeerType.PARTICIPANT, null);
    }

    /**
     * Parses {@code host:quorumPort:electionPort[:type][|more addresses][;[clientHost:]clientPort]}.
     *
     * @throws MalformedEnsembleException if it is not that
     */
    public static QuorumServer parse(long sid, String text) {
        try {
            String[] halves = text.split(";", -1);
            if (halves.length > 2) {
                throw new MalformedEnsembleException("'" + text + "' (expected: at most one client address, behind ;)");
            }
            HostPort client = halves.length < 2 || halves[1].isBlank() ? null : parseClient(halves[1].strip());
            List<Address> addresses = new ArrayList<>();
            PeerType type = null;
            for (String part : halves[0].split("\\|", -1)) {
                List<String> fields = splitAtColons(part.strip());
                addresses.add(parseAddress(part.strip(), fields));
                type = fields.size() < 4 ? type : sameType(type, PeerType.parse(fields.get(3)));
            }
            return new QuorumServer(sid, addresses, type == null ? PeerType.PARTICIPANT : type, client);
        } catch (MalformedEnsembleException e) {
            throw new MalformedEnsembleException("server." + sid + ": " + e.getMessage());
        }
    }

    private static Address parseAddress(String text, List<String> fields) {
        if (fields.size() < 3 || fields.size() > 4) {
            throw new MalformedEnsembleException(
                    "'" + text + "' (expected: host:quorumPort:electionPort[:type], with brackets around IPv6)");
        }
        return new Address(fields.get(0), parsePort(fields.get(1)), parsePort(fields.get(2)));
    }

    private static PeerType sameType(PeerType before, PeerType now) {
        if (before != null && before != now) {
            throw new MalformedEnsembleException("type: both " + before.toText() + " and " + now.toText());
        }
        return now;
    }

    private static HostPort parseClient(String text) {
        if (text.indexOf(':') < 0) {
            return new HostPort(ANY_HOST, parsePort(text));
        }
        try {
            return HostPort.parse(text);
        } catch (MalformedRecordException e) {
            throw new MalformedEnsembleException("client " + e.getMessage());
        }
    }

    /** The fields between colons; brackets protect the colons of an IPv6 address, and are taken off. */
    private static List<String> splitAtColons(String text) {
        List<String> fields = new ArrayList<>();
        String rest = text;
        int close = text.startsWith("[") ? text.indexOf("]:") : -1;
        if (close > 0) {
            fields.add(text.substring(1, close));
            rest = text.substring(close + 2);
        }
        fields.addAll(List.of(rest.split(":", -1)));
        return fields;
    }

    private static int parsePort(String text) {
        if (!text.matches("[0-9]{1,5}")) {
            throw new MalformedEnsembleException("port: '" + text + "' (expected: 1 to " + PORT_MAX + ")");
        }
        int port = Integer.parseInt(text);
        requirePort(port);
        return port;
    }

    private static void requirePort(int port) {
        if (port < 1 || port > PORT_MAX) {
            throw new MalformedEnsembleException("port: " + port + " (expected: 1 to " + PORT_MAX + ")");
        }
    }

    public boolean isVoter() {
        return type == PeerType.PARTICIPANT;
    }

    /** Where its election port can be dialled. */
    public List<HostPort> electionAddresses() {
        return addresses.stream().map(Address::election).toList();
    }

    /** Where its quorum port can be dialled. */
    public List<HostPort> quorumAddresses() {
        return addresses.stream().map(Address::quorum).toList();
    }

    /** The form that {@link #parse} takes, always with a type. */
    public String toText() {
        StringBuilder text = new StringBuilder();
        for (Address address : addresses) {
            text.append(text.isEmpty() ? "" : "|").append(address.toText());
        }
        text.append(':').append(type.toText());
        if (clientAddress != null) {
            text.append(';').append(clientAddress.toText());
        }
        return text.toString();
    }
}
