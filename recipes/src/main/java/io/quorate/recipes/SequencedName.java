package io.quorate.recipes;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The name of a znode that stands in a line, such as {@code _c_<uuid>-lock-0000000012}: who made it, what it is, and the number
 * that the server appended.
 *
 * @param name the whole of it
 * @param kind such as {@code lock-}
 * @param sequence the server's counter, which is a signed number of 32 bits and wraps around
 */
record SequencedName(String name, String kind, int sequence) {
    /** What names begin with whose maker must recognize them after a lost answer. */
    private static final String PROTECTION = "_c_";

    /**
     * By number. Numbers are compared by their signed distance, so the order holds where the counter wraps around, as long as
     * those compared are less than 2^31 apart.
     */
    static final Comparator<SequencedName> IN_LINE =
            (a, b) -> a.sequence == b.sequence ? a.name.compareTo(b.name) : a.sequence - b.sequence;

    /** What a protected name starts with. */
    static String protect(String id, String kind) {
        return PROTECTION + id + "-" + kind;
    }

    /** Whether the znode was made with this id. */
    static boolean isOf(String name, String id) {
        return name.startsWith(PROTECTION + id + "-");
    }

    /** Takes a name apart; empty unless it holds one of the kinds, followed by a number and nothing else. */
    static Optional<SequencedName> parse(String name, List<String> kinds) {
        for (String kind : kinds) {
            int at = name.lastIndexOf(kind);
            if (at >= 0) {
                return number(name.substring(at + kind.length()))
                        .map(sequence -> new SequencedName(name, kind, sequence));
            }
        }
        return Optional.empty();
    }

    /** Those of the names that are of one of the kinds, first in line first. */
    static List<SequencedName> line(List<String> names, List<String> kinds) {
        return names.stream()
                .map(name -> parse(name, kinds))
                .flatMap(Optional::stream)
                .sorted(IN_LINE)
                .toList();
    }

    /** The number as the server appends it: ten digits, or a minus sign and ten digits once the counter has wrapped around. */
    private static Optional<Integer> number(String text) {
        if (text.length() < 10 || text.length() > 11) {
            return Optional.empty();
        }
        try {
            return Optional.of(Integer.parseInt(text));
        } catch (NumberFormatException e) {
            // Somebody else's znode.
            return Optional.empty();
        }
    }

    /** The number with its ten digits, as it stands at the end of the name. */
    String digits() {
        return name.substring(name.lastIndexOf(kind) + kind.length());
    }
}
