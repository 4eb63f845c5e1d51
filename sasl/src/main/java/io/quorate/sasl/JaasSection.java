package io.quorate.sasl;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.security.auth.login.AppConfigurationEntry;
import javax.security.auth.login.Configuration;
import javax.security.auth.login.LoginException;

/**
 * One section of the JAAS login configuration. Entries that name a login module for user names and passwords are read here, so that
 * files written for Apache ZooKeeper do without Apache's class. Immutable; never prints what is in it.
 */
public final class JaasSection {
    /** The system property that names the file. */
    public static final String FILE_PROPERTY = "java.security.auth.login.config";

    /** Login modules that do nothing but hold names and passwords: ours, and the one that Apache's configurations name. */
    private static final Set<String> DIGEST_MODULES =
            Set.of(DigestLoginModule.class.getName(), "org.apache.zookeeper.server.auth.DigestLoginModule");

    private static final String USER_PREFIX = "user_";

    private final String name;
    private final List<AppConfigurationEntry> entries;

    JaasSection(String name, List<AppConfigurationEntry> entries) {
        this.name = name;
        this.entries = List.copyOf(entries);
    }

    /**
     * The section of this name; empty if there is none.
     *
     * @throws LoginException if the file is named and cannot be read, saying why
     */
    public static Optional<JaasSection> find(String name) throws LoginException {
        AppConfigurationEntry[] entries;
        try {
            entries = Configuration.getConfiguration().getAppConfigurationEntry(name);
        } catch (SecurityException e) {
            if (!isFileNamed()) {
                return Optional.empty();
            }
            Throwable cause = e.getCause() == null ? e : e.getCause();
            LoginException failure = new LoginException("the file that -D" + FILE_PROPERTY + " names, "
                    + System.getProperty(FILE_PROPERTY) + ", cannot be read: " + cause.getMessage());
            failure.initCause(e);
            throw failure;
        }
        return entries == null ? Optional.empty() : Optional.of(new JaasSection(name, List.of(entries)));
    }

    /** Whether the process was given a JAAS file. */
    public static boolean isFileNamed() {
        String file = System.getProperty(FILE_PROPERTY);
        return file != null && !file.isBlank();
    }

    /** Its name. */
    public String name() {
        return name;
    }

    /** Whether it holds names and passwords only, so that nobody has to be asked. */
    public boolean isDigest() {
        return entries.stream().allMatch(entry -> DIGEST_MODULES.contains(entry.getLoginModuleName()));
    }

    /** The passwords of the users it lets in, by name: {@code user_NAME="password"}. */
    public Map<String, String> users() {
        Map<String, String> users = new LinkedHashMap<>();
        for (AppConfigurationEntry entry : entries) {
            entry.getOptions().forEach((option, value) -> {
                if (option.startsWith(USER_PREFIX)) {
                    users.put(option.substring(USER_PREFIX.length()), String.valueOf(value));
                }
            });
        }
        return users;
    }

    /** An option of the first entry that has it; null if none has. */
    public String option(String option) {
        for (AppConfigurationEntry entry : entries) {
            Object value = entry.getOptions().get(option);
            if (value != null) {
                return String.valueOf(value);
            }
        }
        return null;
    }

    /** Whether an option is there and says yes. */
    public boolean flag(String option) {
        return Boolean.parseBoolean(option(option));
    }

    /** A configuration of this section alone, without the entries that are read here. */
    Configuration forLogin() {
        List<AppConfigurationEntry> others = new ArrayList<>();
        for (AppConfigurationEntry entry : entries) {
            if (!DIGEST_MODULES.contains(entry.getLoginModuleName())) {
                others.add(entry);
            }
        }
        AppConfigurationEntry[] found = others.toArray(AppConfigurationEntry[]::new);
        return new Configuration() {
            @Override
            public AppConfigurationEntry[] getAppConfigurationEntry(String wanted) {
                return found;
            }
        };
    }

    @Override
    public String toString() {
        return "JAAS section " + name;
    }
}
