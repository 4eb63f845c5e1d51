package io.quorate.tests.differential;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The layout of a text for operators: its lines with every value that differs from run to run taken out. */
final class Shape {
    private static final Pattern SIZES = Pattern.compile("\\d+MB");
    private static final Pattern DATE =
            Pattern.compile("[A-Z][a-z]{2} [A-Z][a-z]{2} \\d{1,2} \\d\\d:\\d\\d:\\d\\d [A-Z]{3,5} \\d{4}");
    private static final Pattern VERSION = Pattern.compile("version: .+, built on .+");
    private static final Pattern HEX = Pattern.compile("0x[0-9a-f]+");
    private static final Pattern DECIMAL = Pattern.compile("\\d+\\.\\d+");
    private static final Pattern NUMBER = Pattern.compile("-?\\d+");

    private Shape() {}

    /** A line in which only words and punctuation are left; loopback addresses stay, ports go. */
    static String of(String line) {
        String text = VERSION.matcher(line).replaceAll("version: V, built on D");
        text = DATE.matcher(text).replaceAll("DATE");
        text = SIZES.matcher(text).replaceAll("SIZE");
        text = text.replace("127.0.0.1:", "loopback:");
        text = HEX.matcher(text).replaceAll("HEX");
        text = DECIMAL.matcher(text).replaceAll("X.Y");
        return NUMBER.matcher(text).replaceAll("N");
    }

    /** Lines in order, where a run of lines of one shape, such as one per connection, counts as one. */
    static List<String> ofText(String text) {
        List<String> shapes = new ArrayList<>();
        for (String line : text.split("\n", -1)) {
            String shape = of(line);
            if (shapes.isEmpty() || !shapes.get(shapes.size() - 1).equals(shape)) {
                shapes.add(shape);
            }
        }
        return shapes;
    }

    /** {@code integer}, {@code decimal} or {@code text}: what a monitoring tool would take a value for. */
    static String type(String value) {
        if (value.matches("-?\\d+")) {
            return "integer";
        }
        return value.matches("-?\\d+\\.\\d+") ? "decimal" : "text";
    }
}
