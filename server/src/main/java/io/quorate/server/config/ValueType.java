package io.quorate.server.config;

import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How the text of a value is read, and how that is explained to whoever wrote something else. */
sealed interface ValueType {
    /** Completes "expected ...". */
    String expectation();

    /** For the reference table: a word or two. */
    String shortName();

    /** A text that is not of the type. The hint says what is probably wrong with it, or is null. */
    final class BadValueException extends Exception {
        private static final long serialVersionUID = 1L;

        private final String hint;

        BadValueException(String hint) {
            super(hint, null, false, false);
            this.hint = hint;
        }

        String hint() {
            return hint;
        }
    }

    /** A whole number, decimal or hexadecimal with {@code 0x}. The unit may be empty. */
    record Whole(long min, long max, String unit) implements ValueType {
        private static final Pattern NUMBER = Pattern.compile("([+-]?)(0[xX])?([0-9a-fA-F]+)");

        long parse(String text) throws BadValueException {
            Matcher matcher = NUMBER.matcher(text);
            if (!matcher.matches()) {
                throw new BadValueException(hintFor(text));
            }
            BigInteger value;
            try {
                value = new BigInteger(matcher.group(1) + matcher.group(3), matcher.group(2) == null ? 10 : 16);
            } catch (NumberFormatException e) {
                throw new BadValueException(hintFor(text));
            }
            if (value.compareTo(BigInteger.valueOf(min)) < 0 || value.compareTo(BigInteger.valueOf(max)) > 0) {
                throw new BadValueException(null);
            }
            return value.longValue();
        }

        private static String hintFor(String text) {
            if (text.isEmpty()) {
                return "Delete the line to get the default.";
            }
            if (text.indexOf('#') >= 0) {
                return "A comment needs a line of its own.";
            }
            if (text.matches("[0-9][0-9_,.]*[0-9]")) {
                return "Write the digits only.";
            }
            return text.matches("[0-9]+ *[a-zA-Z]+") ? "Write the number without a unit." : null;
        }

        @Override
        public String expectation() {
            return "a whole number" + (unit.isEmpty() ? "" : " of " + unit) + " from " + min + " to " + max;
        }

        @Override
        public String shortName() {
            return unit.isEmpty() ? "number" : unit;
        }
    }

    /** {@code true} or {@code false}; nothing else, because Apache reads every other word as false. */
    record Flag() implements ValueType {
        boolean parse(String text) throws BadValueException {
            return switch (text.toLowerCase(Locale.ROOT)) {
                case "true" -> true;
                case "false" -> false;
                case "yes", "on", "1" -> throw new BadValueException("Did you mean true?");
                case "no", "off", "0" -> throw new BadValueException("Did you mean false?");
                default -> throw new BadValueException(
                        text.indexOf('#') >= 0 ? "A comment needs a line of its own." : null);
            };
        }

        @Override
        public String expectation() {
            return "true or false";
        }

        @Override
        public String shortName() {
            return "true / false";
        }
    }

    /**
     * {@code yes} or {@code no}; false is a no. Apache takes every word but yes as a no: so true is a yes only where
     * that is the safe side.
     */
    record YesNo(boolean yesIsSafe) implements ValueType {
        boolean parse(String text) throws BadValueException {
            return switch (text.toLowerCase(Locale.ROOT)) {
                case "yes" -> true;
                case "no", "false" -> false;
                case "true" -> {
                    if (!yesIsSafe) {
                        throw new BadValueException("If that is meant, write yes.");
                    }
                    yield true;
                }
                default -> throw new BadValueException(
                        text.indexOf('#') >= 0 ? "A comment needs a line of its own." : null);
            };
        }

        @Override
        public String expectation() {
            return "yes or no";
        }

        @Override
        public String shortName() {
            return "yes / no";
        }
    }

    /** One of some words, in any case. */
    record Choice(List<String> words) implements ValueType {
        public Choice {
            words = List.copyOf(words);
        }

        String parse(String text) throws BadValueException {
            for (String word : words) {
                if (word.equalsIgnoreCase(text)) {
                    return word;
                }
            }
            throw new BadValueException(Suggestions.hint(text, words));
        }

        @Override
        public String expectation() {
            List<String> shown =
                    words.stream().map(w -> w.isEmpty() ? "an empty value" : w).toList();
            return shown.size() == 1
                    ? shown.get(0)
                    : String.join(", ", shown.subList(0, shown.size() - 1)) + " or " + shown.get(shown.size() - 1);
        }

        @Override
        public String shortName() {
            return String.join(
                    " / ", words.stream().map(w -> w.isEmpty() ? "empty" : w).toList());
        }
    }

    /** A time span: hours without a unit (as Apache 3.9 has it), or with one of s, m, h, d. */
    record Hours() implements ValueType {
        private static final Pattern SPAN = Pattern.compile("([0-9]{1,9})\\s*([smhd]?)");

        Duration parse(String text) throws BadValueException {
            Matcher matcher = SPAN.matcher(text.toLowerCase(Locale.ROOT));
            if (!matcher.matches()) {
                throw new BadValueException(text.indexOf('#') >= 0 ? "A comment needs a line of its own." : null);
            }
            long amount = Long.parseLong(matcher.group(1));
            return switch (matcher.group(2)) {
                case "s" -> Duration.ofSeconds(amount);
                case "m" -> Duration.ofMinutes(amount);
                case "d" -> Duration.ofDays(amount);
                default -> Duration.ofHours(amount);
            };
        }

        @Override
        public String expectation() {
            return "hours, or a number with one of the units s, m, h, d, such as 12h";
        }

        @Override
        public String shortName() {
            return "hours, or with s, m, h, d";
        }
    }

    /** Any text but an empty one. The name completes "expected ...". */
    record Text(String name, String shortName) implements ValueType {
        String parse(String text) throws BadValueException {
            if (text.isEmpty()) {
                throw new BadValueException("Delete the line if it is not wanted.");
            }
            return text;
        }

        @Override
        public String expectation() {
            return name;
        }
    }

    /** The name of a hash that this JVM can compute. */
    record Hash() implements ValueType {
        String parse(String text) throws BadValueException {
            try {
                return MessageDigest.getInstance(text).getAlgorithm();
            } catch (NoSuchAlgorithmException e) {
                throw new BadValueException("This Java has none of that name; it has SHA1, SHA-256 and SHA-512.");
            }
        }

        @Override
        public String expectation() {
            return "the name of a hash";
        }

        @Override
        public String shortName() {
            return "hash";
        }
    }
}
