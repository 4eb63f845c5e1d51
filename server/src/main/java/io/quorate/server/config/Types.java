package io.quorate.server.config;

import java.util.List;

/** The value types that the tables of keys share. */
final class Types {
    static final ValueType.Flag FLAG = new ValueType.Flag();
    static final ValueType.Hash HASH = new ValueType.Hash();
    static final ValueType.Hours HOURS = new ValueType.Hours();
    static final ValueType.Whole PORT = whole(0, 65535, "");
    static final ValueType.Text DIRECTORY = new ValueType.Text("a directory", "directory");
    static final ValueType.Text FILE = new ValueType.Text("a file", "file");
    static final ValueType.Text HOST = new ValueType.Text("a host name or address", "host");
    static final ValueType.Text WORDS = new ValueType.Text("words separated by commas", "words");
    static final ValueType.Text TEXT = new ValueType.Text("some text", "text");
    static final ValueType.Text CLASS = new ValueType.Text("a class name", "class");
    static final ValueType.Text DECIMAL = new ValueType.Text("a decimal number", "decimal");

    private Types() {}

    static ValueType.Whole whole(long min, long max, String unit) {
        return new ValueType.Whole(min, max, unit);
    }

    /** Up to the largest int. */
    static ValueType.Whole whole(long min, String unit) {
        return new ValueType.Whole(min, Integer.MAX_VALUE, unit);
    }

    static ValueType.Choice choice(String... words) {
        return new ValueType.Choice(List.of(words));
    }
}
