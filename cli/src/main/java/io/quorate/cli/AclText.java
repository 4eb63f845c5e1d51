package io.quorate.cli;

import io.quorate.jute.Perms;
import io.quorate.jute.proto.Acl;
import io.quorate.jute.proto.Id;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Access control lists as people write them, {@code scheme:id:perms[,scheme:id:perms...]}, and as the shell prints them. */
final class AclText {
    private static final String LETTERS = "cdrwa";
    private static final int[] BITS = {Perms.CREATE, Perms.DELETE, Perms.READ, Perms.WRITE, Perms.ADMIN};

    private AclText() {}

    static List<Acl> parse(String text) throws CommandException {
        List<Acl> acl = new ArrayList<>();
        for (String entry : text.split(",", -1)) {
            acl.add(parseEntry(entry));
        }
        return acl;
    }

    /** Two lines for each entry. */
    static String format(List<Acl> acl) {
        StringBuilder text = new StringBuilder();
        for (Acl entry : acl) {
            text.append(text.isEmpty() ? "" : "\n")
                    .append('\'')
                    .append(entry.id().scheme())
                    .append(",'")
                    .append(entry.id().id())
                    .append("\n: ")
                    .append(letters(entry.perms()));
        }
        return text.toString();
    }

    /** As {@link #parse} reads it. */
    static String parsable(List<Acl> acl) {
        return acl.stream()
                .map(entry -> entry.id().scheme() + ":" + entry.id().id() + ":" + letters(entry.perms()))
                .collect(Collectors.joining(","));
    }

    /** The id may itself have colons. */
    private static Acl parseEntry(String entry) throws CommandException {
        int first = entry.indexOf(':');
        int last = entry.lastIndexOf(':');
        if (first == last) {
            throw new CommandException(entry + " does not have the form scheme:id:perm");
        }
        return new Acl(
                perms(entry.substring(last + 1)), new Id(entry.substring(0, first), entry.substring(first + 1, last)));
    }

    private static int perms(String letters) throws CommandException {
        int perms = 0;
        for (int i = 0; i < letters.length(); i++) {
            char letter = letters.charAt(i);
            int at = LETTERS.indexOf(letter);
            if (at < 0) {
                throw new CommandException("Unknown perm type: " + letter);
            }
            perms |= BITS[at];
        }
        return perms;
    }

    private static String letters(int perms) {
        StringBuilder letters = new StringBuilder();
        for (int i = 0; i < BITS.length; i++) {
            if ((perms & BITS[i]) != 0) {
                letters.append(LETTERS.charAt(i));
            }
        }
        return letters.toString();
    }
}
