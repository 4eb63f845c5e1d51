package io.quorate.server.config;

import io.quorate.server.config.EnsembleConfig.HostPort;
import io.quorate.server.config.EnsembleConfig.Member;
import io.quorate.server.config.EnsembleConfig.PeerAddress;
import io.quorate.server.config.EnsembleConfig.PeerType;
import io.quorate.server.config.ValueType.BadValueException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Reads the text of a {@code server.N} line: {@code host:quorumPort:electionPort[:type]}, more addresses behind {@code
 * |}, then optionally {@code ;[clientHost:]clientPort} (spec: client-protocol §5.5).
 */
final class MemberParser {
    private static final String ANY = "0.0.0.0";

    private PeerType type;

    private MemberParser() {}

    static Member parse(long id, String text) throws BadValueException {
        return new MemberParser().read(id, text);
    }

    private Member read(long id, String text) throws BadValueException {
        String[] halves = text.split(";", -1);
        if (halves.length > 2) {
            throw new BadValueException("A second ; announces a port for TLS, which is not supported.");
        }
        List<PeerAddress> addresses = new ArrayList<>();
        for (String address : halves[0].split("\\|", -1)) {
            addresses.add(readAddress(address.strip()));
        }
        HostPort client = halves.length < 2 || halves[1].isBlank() ? null : readClient(halves[1].strip());
        return new Member(id, List.copyOf(addresses), type == null ? PeerType.PARTICIPANT : type, client);
    }

    private PeerAddress readAddress(String text) throws BadValueException {
        List<String> parts = split(text);
        if (parts.size() < 3 || parts.size() > 4) {
            throw new BadValueException(hint(parts));
        }
        if (parts.size() == 4) {
            setType(parts.get(3));
        }
        PeerAddress address = new PeerAddress(host(parts.get(0)), port(parts.get(1)), port(parts.get(2)));
        if (address.quorumPort() == address.electionPort()) {
            throw new BadValueException("Quorum and election port must differ.");
        }
        return address;
    }

    private static String hint(List<String> parts) {
        if (parts.size() > 4) {
            return "IPv6 addresses stand in brackets.";
        }
        return parts.size() == 2 && isPort(parts.get(1)) ? "The port for elections is missing." : null;
    }

    private void setType(String text) throws BadValueException {
        PeerType read;
        switch (text.toLowerCase(Locale.ROOT)) {
            case "participant" -> read = PeerType.PARTICIPANT;
            case "observer" -> read = PeerType.OBSERVER;
            default -> throw new BadValueException(
                    "\"" + text + "\" is neither participant nor observer. A client port stands behind ;");
        }
        if (type != null && type != read) {
            throw new BadValueException("It is called both participant and observer.");
        }
        type = read;
    }

    private static HostPort readClient(String text) throws BadValueException {
        List<String> parts = split(text);
        return switch (parts.size()) {
            case 1 -> new HostPort(ANY, port(parts.get(0)));
            case 2 -> new HostPort(parts.get(0).isEmpty() ? ANY : host(parts.get(0)), port(parts.get(1)));
            default -> throw new BadValueException("The client address \"" + text + "\" is not [host:]port.");
        };
    }

    /** The parts between colons; brackets protect the colons of an IPv6 address, and are taken off. */
    private static List<String> split(String text) throws BadValueException {
        List<String> parts = new ArrayList<>();
        String rest = text;
        if (text.startsWith("[")) {
            int close = text.indexOf(']');
            if (close < 0 || (close + 1 < text.length() && text.charAt(close + 1) != ':')) {
                throw new BadValueException("The bracket of \"" + text + "\" is not closed in front of a colon.");
            }
            parts.add(text.substring(1, close));
            if (close + 1 == text.length()) {
                return parts;
            }
            rest = text.substring(close + 2);
        }
        for (String part : rest.split(":", -1)) {
            parts.add(part.strip());
        }
        return parts;
    }

    private static String host(String text) throws BadValueException {
        if (text.isEmpty() || text.matches(".*[\\s,/=].*")) {
            throw new BadValueException("\"" + text + "\" is no host name or address.");
        }
        return text;
    }

    private static boolean isPort(String text) {
        return text.matches("[0-9]{1,5}") && Integer.parseInt(text) >= 1 && Integer.parseInt(text) <= 65535;
    }

    private static int port(String text) throws BadValueException {
        if (!isPort(text)) {
            throw new BadValueException("\"" + text + "\" is no port from 1 to 65535.");
        }
        return Integer.parseInt(text);
    }
}
