package io.quorate.tests.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import javax.security.auth.login.AppConfigurationEntry;
import javax.security.auth.login.Configuration;

/** JAAS files for servers, and sections for the clients of this process, each under a name that nobody else has. */
public final class Jaas {
    /** The login module that people's files name. */
    public static final String DIGEST_MODULE = "org.apache.zookeeper.server.auth.DigestLoginModule";

    /** Kerberos, as the Java platform has it. */
    public static final String KERBEROS_MODULE = "com.sun.security.auth.module.Krb5LoginModule";

    private static final Map<String, AppConfigurationEntry> SECTIONS = new ConcurrentHashMap<>();
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private Jaas() {}

    /** A section of this process with a user's name and password. */
    public static String digest(String user, String password) {
        return section(DIGEST_MODULE, Map.of("username", user, "password", password));
    }

    /** A section of this process. */
    public static String section(String module, Map<String, String> options) {
        Configuration.setConfiguration(new Sections());
        String name = "Client" + NUMBER.incrementAndGet();
        SECTIONS.put(
                name,
                new AppConfigurationEntry(module, AppConfigurationEntry.LoginModuleControlFlag.REQUIRED, options));
        return name;
    }

    /** The text of one section of a file. */
    public static String text(String section, String module, Map<String, ?> options) {
        StringBuilder text = new StringBuilder(section + " {\n  " + module + " required");
        options.forEach((name, value) -> text.append("\n  ")
                .append(name)
                .append('=')
                .append(value instanceof Boolean ? value : "\"" + value + "\""));
        return text.append(";\n};\n").toString();
    }

    /** Settings with a file of these sections. */
    public static ServerSettings given(ServerSettings settings, Sandbox sandbox, String... sections) {
        Path file = sandbox.directory("jaas").resolve("jaas.conf");
        try {
            Files.writeString(file, String.join("\n", sections));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
        return settings.withJvmArg("-Djava.security.auth.login.config=" + file);
    }

    private static final class Sections extends Configuration {
        @Override
        public AppConfigurationEntry[] getAppConfigurationEntry(String name) {
            AppConfigurationEntry entry = SECTIONS.get(name);
            return entry == null ? null : new AppConfigurationEntry[] {entry};
        }
    }
}
