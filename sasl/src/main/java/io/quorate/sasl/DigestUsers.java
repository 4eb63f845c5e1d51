package io.quorate.sasl;

import java.util.HashMap;
import java.util.Map;

/** Whom DIGEST-MD5 lets in. Immutable; never prints a password. */
public final class DigestUsers {
    /** The user whose password may come from elsewhere than the JAAS file. */
    private static final String SUPER = "super";

    private final Map<String, String> passwords;

    /**
     * The users of a section.
     *
     * @param superPassword what counts for the user {@code super}, if the section has one, instead of the password there ({@code
     *     zookeeper.SASLAuthenticationProvider.superPassword}); null for none
     */
    public DigestUsers(JaasSection section, String superPassword) {
        Map<String, String> users = new HashMap<>(section.users());
        if (superPassword != null) {
            users.replace(SUPER, superPassword);
        }
        passwords = Map.copyOf(users);
    }

    /** Null if there is no such user. */
    String password(String user) {
        return passwords.get(user);
    }

    /** How many there are. */
    public int count() {
        return passwords.size();
    }
}
