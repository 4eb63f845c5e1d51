package io.quorate.bench;

import java.util.Locale;
import java.util.StringJoiner;

/** A JSON object on one line, members in the order they were put. */
final class JsonLine {
    private final StringJoiner members = new StringJoiner(",", "{", "}");

    JsonLine put(String name, String value) {
        return member(name, quoted(value));
    }

    JsonLine put(String name, long value) {
        return member(name, Long.toString(value));
    }

    /** A number that is none becomes null: JSON has no NaN. */
    JsonLine put(String name, double value) {
        return member(name, Double.isFinite(value) ? String.format(Locale.ROOT, "%.3f", value) : "null");
    }

    JsonLine put(String name, JsonLine value) {
        return member(name, value.toString());
    }

    private JsonLine member(String name, String json) {
        members.add(quoted(name) + ":" + json);
        return this;
    }

    private static String quoted(String text) {
        StringBuilder json = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c < ' ') {
                json.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                json.append(c);
            }
        }
        return json.append('"').toString();
    }

    @Override
    public String toString() {
        return members.toString();
    }
}
