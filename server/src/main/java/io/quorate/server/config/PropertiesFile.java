package io.quorate.server.config;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A Java-properties file as a list of its lines, which {@link java.util.Properties} does not give: it forgets line
 * numbers and duplicates. Same syntax: {@code #} and {@code !} comments, {@code =}, {@code :} or blanks after the key,
 * a backslash at the end of a line continues it, and escapes. Differences: blanks around keys and values are cut off
 * even where they are escaped, and the text is UTF-8 if it can be (else Latin-1).
 */
final class PropertiesFile {
    /** One assignment; the line is where it begins, counted from 1. */
    record Entry(String key, String value, int line) {}

    private final List<Entry> entries = new ArrayList<>();
    private final String[] lines;
    private int next;

    private PropertiesFile(String text) {
        this.lines = text.split("\r\n|\r|\n", -1);
    }

    static List<Entry> read(Path file) throws IOException {
        return parse(decode(Files.readAllBytes(file)));
    }

    static List<Entry> parse(String text) {
        PropertiesFile file = new PropertiesFile(text);
        while (file.next < file.lines.length) {
            file.readEntry();
        }
        return file.entries;
    }

    private static String decode(byte[] bytes) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return text.startsWith("\ufeff") ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            return new String(bytes, StandardCharsets.ISO_8859_1);
        }
    }

    private void readEntry() {
        int line = next + 1;
        String text = lines[next++].stripLeading();
        // A backslash alone continues nothing: Java reads the next line as if this one were not there.
        if (text.isEmpty() || text.charAt(0) == '#' || text.charAt(0) == '!' || text.equals("\\")) {
            return;
        }
        while (continues(text)) {
            text = text.substring(0, text.length() - 1) + (next < lines.length ? lines[next++].stripLeading() : "");
        }
        int keyEnd = keyEnd(text);
        int valueStart = valueStart(text, keyEnd);
        entries.add(new Entry(
                unescape(text.substring(0, keyEnd)).strip(),
                unescape(text.substring(valueStart)).strip(),
                line));
    }

    /** Whether an odd number of backslashes ends the line. */
    private static boolean continues(String text) {
        int slashes = 0;
        while (slashes < text.length() && text.charAt(text.length() - 1 - slashes) == '\\') {
            slashes++;
        }
        return slashes % 2 == 1;
    }

    private static int keyEnd(String text) {
        int i = 0;
        while (i < text.length() && !isSeparator(text.charAt(i)) && !isBlank(text.charAt(i))) {
            i += text.charAt(i) == '\\' ? 2 : 1;
        }
        return Math.min(i, text.length());
    }

    private static int valueStart(String text, int keyEnd) {
        int i = skipBlanks(text, keyEnd);
        return i < text.length() && isSeparator(text.charAt(i)) ? skipBlanks(text, i + 1) : i;
    }

    private static int skipBlanks(String text, int from) {
        int i = from;
        while (i < text.length() && isBlank(text.charAt(i))) {
            i++;
        }
        return i;
    }

    private static boolean isSeparator(char c) {
        return c == '=' || c == ':';
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t' || c == '\f';
    }

    private static String unescape(String text) {
        if (text.indexOf('\\') < 0) {
            return text;
        }
        StringBuilder out = new StringBuilder(text.length());
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i++);
            if (c != '\\' || i == text.length()) {
                out.append(c);
                continue;
            }
            c = text.charAt(i++);
            if (c == 'u' && text.substring(i).matches("(?s)[0-9a-fA-F]{4}.*")) {
                out.append((char) Integer.parseInt(text.substring(i, i + 4), 16));
                i += 4;
            } else {
                out.append(escaped(c));
            }
        }
        return out.toString();
    }

    private static char escaped(char c) {
        return switch (c) {
            case 't' -> '\t';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 'f' -> '\f';
            default -> c;
        };
    }
}
