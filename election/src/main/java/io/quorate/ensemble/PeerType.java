package io.quorate.ensemble;

import java.util.Locale;

/** Whether a member of an ensemble votes. */
public enum PeerType {
    /** Votes in elections and on transactions, may lead. */
    PARTICIPANT,
    /** Learns what was decided, and has no vote. */
    OBSERVER;

    /** The word in a member's text. */
    public String toText() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Takes the word in any case.
     *
     * @throws MalformedEnsembleException if it is neither
     */
    static PeerType parse(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "participant" -> PARTICIPANT;
            case "observer" -> OBSERVER;
            default -> throw new MalformedEnsembleException(
                    "type: '" + text + "' (expected: participant or observer; a client port stands behind ;)");
        };
    }
}
