package io.quorate.server.config;

import java.nio.file.Path;

/**
 * Where a value came from.
 *
 * @param file for the two file kinds, else null
 * @param line in the file, from 1; else 0
 * @param detail property name, argument name, or what a default was derived from; may be null
 */
public record Source(Kind kind, Path file, int line, String detail) {
    /** The kinds, strongest first. */
    public enum Kind {
        /** The file with the membership. */
        DYNAMIC_FILE,
        /** The configuration file. */
        FILE,
        /** The command line of the main class. */
        ARGUMENT,
        /** A system property of the JVM. */
        SYSTEM_PROPERTY,
        /** Not configured. */
        DEFAULT
    }

    static Source line(Path file, int line) {
        return new Source(Kind.FILE, file, line, null);
    }

    static Source dynamicLine(Path file, int line) {
        return new Source(Kind.DYNAMIC_FILE, file, line, null);
    }

    static Source systemProperty(String name) {
        return new Source(Kind.SYSTEM_PROPERTY, null, 0, name);
    }

    static Source argument(String name) {
        return new Source(Kind.ARGUMENT, null, 0, name);
    }

    static Source defaulted(String from) {
        return new Source(Kind.DEFAULT, null, 0, from);
    }

    /** For people: {@code /etc/zoo.cfg:12}, {@code -Dzookeeper.snapCount}, {@code argument port}, {@code default}. */
    @Override
    public String toString() {
        return switch (kind) {
            case DYNAMIC_FILE, FILE -> file + ":" + line;
            case ARGUMENT -> "argument " + detail;
            case SYSTEM_PROPERTY -> "-D" + detail;
            case DEFAULT -> detail == null ? "default" : "default, from " + detail;
        };
    }
}
