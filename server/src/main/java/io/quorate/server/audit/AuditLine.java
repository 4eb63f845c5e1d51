package io.quorate.server.audit;

/** A line of the audit log as it is made: fields as {@code name=value} with tabs between them. Used by one thread. */
final class AuditLine {
    private final StringBuilder text;
    private boolean begun;

    /** @param text what the lines are appended to */
    AuditLine(StringBuilder text) {
        this.text = text;
    }

    /** Begins a line. */
    AuditLine begin() {
        begun = false;
        return this;
    }

    /** Adds a field, unless there is no value; what could look like the end of a field or line is replaced. */
    AuditLine with(String name, String value) {
        if (value == null) {
            return this;
        }
        if (begun) {
            text.append('\t');
        }
        begun = true;
        text.append(name).append('=').append(value);
        int length = value.length();
        for (int i = 0; i < length; i++) {
            if (endsSomething(value.charAt(i))) {
                text.setCharAt(text.length() - length + i, '?');
            }
        }
        return this;
    }

    /** Adds fields that were made before as they are; where they are not the line's first, they have a tab before them. */
    AuditLine plain(String fields) {
        text.append(fields);
        begun = true;
        return this;
    }

    private static boolean endsSomething(char c) {
        // Most are plain, so that is asked first.
        return (c < ' ' || c > '~') && (Character.isISOControl(c) || c == '\u2028' || c == '\u2029');
    }
}
