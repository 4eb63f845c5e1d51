package io.quorate.server.admin;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** The word envi: what the process runs on. */
final class Environment {
    private static final String[] PROPERTIES = {
        "java.version",
        "java.vendor",
        "java.home",
        "java.class.path",
        "java.library.path",
        "java.io.tmpdir",
        "java.compiler",
        "os.name",
        "os.arch",
        "os.version",
        "user.name",
        "user.home",
        "user.dir",
    };

    private static final int MEBIBYTE = 1 << 20;

    private Environment() {}

    static String text() {
        StringBuilder text = new StringBuilder("Environment:\n");
        line(text, "zookeeper.version", VersionText.full());
        line(text, "host.name", hostName());
        for (String property : PROPERTIES) {
            line(text, property, System.getProperty(property, "<NA>"));
        }
        Runtime runtime = Runtime.getRuntime();
        line(text, "os.memory.free", runtime.freeMemory() / MEBIBYTE + "MB");
        line(text, "os.memory.max", runtime.maxMemory() / MEBIBYTE + "MB");
        line(text, "os.memory.total", runtime.totalMemory() / MEBIBYTE + "MB");
        return text.toString();
    }

    private static void line(StringBuilder text, String key, String value) {
        text.append(key).append('=').append(value).append('\n');
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getCanonicalHostName();
        } catch (UnknownHostException e) {
            return "<NA>";
        }
    }
}
