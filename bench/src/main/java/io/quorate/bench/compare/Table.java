package io.quorate.bench.compare;

import java.util.ArrayList;
import java.util.List;

/** A table in Markdown whose columns are also aligned for a terminal: text to the left, figures to the right. */
final class Table {
    private static final int TEXT_COLUMNS = 2;

    private final List<List<String>> rows = new ArrayList<>();

    Table(List<String> head) {
        rows.add(List.copyOf(head));
    }

    void add(List<String> cells) {
        if (cells.size() != rows.get(0).size()) {
            throw new IllegalArgumentException(
                    "cells: " + cells.size() + " (expected: " + rows.get(0).size() + ")");
        }
        rows.add(List.copyOf(cells));
    }

    @Override
    public String toString() {
        int[] widths = widths();
        StringBuilder text = new StringBuilder();
        line(text, rows.get(0), widths);
        rule(text, widths);
        for (List<String> row : rows.subList(1, rows.size())) {
            line(text, row, widths);
        }
        return text.toString();
    }

    private int[] widths() {
        int[] widths = new int[rows.get(0).size()];
        for (List<String> row : rows) {
            for (int column = 0; column < widths.length; column++) {
                widths[column] = Math.max(widths[column], row.get(column).length());
            }
        }
        return widths;
    }

    private static void line(StringBuilder text, List<String> row, int[] widths) {
        for (int column = 0; column < widths.length; column++) {
            String padding = " ".repeat(widths[column] - row.get(column).length());
            String cell = column < TEXT_COLUMNS ? row.get(column) + padding : padding + row.get(column);
            text.append("| ").append(cell).append(' ');
        }
        text.append("|\n");
    }

    private static void rule(StringBuilder text, int[] widths) {
        for (int column = 0; column < widths.length; column++) {
            boolean isText = column < TEXT_COLUMNS;
            text.append("|-").append("-".repeat(widths[column])).append(isText ? "-" : ":");
        }
        text.append("|\n");
    }
}
