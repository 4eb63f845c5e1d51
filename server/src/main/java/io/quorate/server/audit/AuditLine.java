package io.quorate.server.audit;

/** One line of the audit log: fields as {@code name=value} with tabs between them. Used by one thread. */
final class AuditLine {
    private final StringBuilder text = new StringBuilder(160);

    /** Adds a field, unless there is no value; what could look like the end of a field or line is replaced. */
    AuditLine with(String name, String value) {
        if (value == null) {
            return this;
        }
        if (text.length() > 0) {
            text.append('\t');
        }
        text.append(name).append('=');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            text.append(Character.isISOControl(c) || c == '\u2028' || c == '\u2029' ? '?' : c);
        }
        return this;
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
