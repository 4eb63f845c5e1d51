package io.quorate.sasl;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A Kerberos principal {@code service[/host][@realm]}, or a name without a realm.
 *
 * @param host null if it has none
 * @param realm null if it has none
 */
public record KerberosName(String service, String host, String realm) {
    private static final Pattern PRINCIPAL = Pattern.compile("([^/@]*)(?:/([^/@]*))?@([^/@]*)");

    /** The parts of a name; null if it has an {@code @} and is no principal. A name without {@code @} is all service. */
    public static KerberosName parse(String text) {
        if (text == null) {
            return null;
        }
        Matcher matcher = PRINCIPAL.matcher(text);
        if (matcher.matches()) {
            return new KerberosName(matcher.group(1), matcher.group(2), matcher.group(3));
        }
        return text.indexOf('@') < 0 ? new KerberosName(text, null, null) : null;
    }

    /** The parts of the name of a service, {@code service/host} with or without a realm; null if there is no host. */
    public static KerberosName parseService(String text) {
        KerberosName name = parse(text.indexOf('@') < 0 ? text + "@" : text);
        return name == null || name.host() == null || name.host().isEmpty() ? null : name;
    }
}
