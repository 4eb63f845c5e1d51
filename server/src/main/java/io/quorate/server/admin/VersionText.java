package io.quorate.server.admin;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** How the server names its version to monitors, which split it at the first dash and the comma. */
public final class VersionText {
    private static final Properties BUILD = load();

    private VersionText() {}

    /** The release of Quorate. */
    public static String release() {
        return BUILD.getProperty("release");
    }

    /** The release of Apache ZooKeeper whose behaviour this is, ours, and when it was built. */
    static String full() {
        return BUILD.getProperty("compatible") + "-quorate-" + release() + ", built on " + BUILD.getProperty("built")
                + " UTC";
    }

    private static Properties load() {
        Properties properties = new Properties();
        try (InputStream in = VersionText.class.getResourceAsStream("/io/quorate/server/build.properties")) {
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties;
    }
}
