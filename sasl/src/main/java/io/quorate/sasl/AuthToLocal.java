package io.quorate.sasl;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Rules that make short names of principals, in the form that MIT Kerberos calls auth_to_local: words separated by white space, each
 * {@code DEFAULT} or {@code RULE:[n:format](pattern)s/from/to/g}, where the last two parts may be missing. The first that fits holds.
 * Immutable.
 */
public final class AuthToLocal {
    private static final Pattern RULE =
            Pattern.compile("RULE:\\[(\\d+):([^\\]]*)\\](?:\\(([^)]*)\\))?(?:s/([^/]*)/([^/]*)/(g)?)?");
    private static final Pattern PARAMETER = Pattern.compile("\\$(\\d)");

    private final List<Rule> rules;
    private final String defaultRealm;

    /** One rule; {@code components} 0 stands for DEFAULT. */
    private record Rule(int components, String format, Pattern fits, Pattern from, String to, boolean everywhere) {}

    private AuthToLocal(List<Rule> rules, String defaultRealm) {
        this.rules = rules;
        this.defaultRealm = defaultRealm;
    }

    /**
     * Reads rules.
     *
     * @param defaultRealm the realm whose principals DEFAULT covers
     * @throws IllegalArgumentException if a rule is none, saying which
     */
    public static AuthToLocal parse(String text, String defaultRealm) {
        List<Rule> rules = new ArrayList<>();
        for (String word : text.strip().split("\\s+")) {
            rules.add(rule(word));
        }
        return new AuthToLocal(List.copyOf(rules), defaultRealm);
    }

    private static Rule rule(String word) {
        if (word.equals("DEFAULT")) {
            return new Rule(0, null, null, null, null, false);
        }
        Matcher matcher = RULE.matcher(word);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "rule: " + word + " (expected: DEFAULT or RULE:[n:format](pattern)s/from/to/g)");
        }
        try {
            return new Rule(
                    Integer.parseInt(matcher.group(1)),
                    matcher.group(2),
                    matcher.group(3) == null ? null : Pattern.compile(matcher.group(3)),
                    matcher.group(4) == null ? null : Pattern.compile(matcher.group(4)),
                    matcher.group(5),
                    matcher.group(6) != null);
        } catch (PatternSyntaxException | NumberFormatException e) {
            throw new IllegalArgumentException("rule: " + word + " (" + e.getMessage() + ")", e);
        }
    }

    /** The short name; null if no rule fits or the one that fits makes a name with {@code /} or {@code @}. */
    String apply(KerberosName name) {
        if (name.host() == null && name.realm() == null) {
            return name.service();
        }
        String[] parameters = name.host() == null
                ? new String[] {name.realm(), name.service()}
                : new String[] {name.realm(), name.service(), name.host()};
        for (Rule rule : rules) {
            String made = rule.components == 0 ? byDefault(name) : byRule(rule, parameters);
            if (made != null) {
                return made.indexOf('/') < 0 && made.indexOf('@') < 0 ? made : null;
            }
        }
        return null;
    }

    private String byDefault(KerberosName name) {
        return defaultRealm.equals(name.realm()) ? name.service() : null;
    }

    private static String byRule(Rule rule, String[] parameters) {
        if (rule.components != parameters.length - 1) {
            return null;
        }
        String base = PARAMETER.matcher(rule.format).replaceAll(found -> {
            int number = Integer.parseInt(found.group(1));
            return number < parameters.length ? Matcher.quoteReplacement(parameters[number]) : "";
        });
        if (rule.fits != null && !rule.fits.matcher(base).matches()) {
            return null;
        }
        if (rule.from == null) {
            return base;
        }
        Matcher matcher = rule.from.matcher(base);
        return rule.everywhere ? matcher.replaceAll(rule.to) : matcher.replaceFirst(rule.to);
    }
}
