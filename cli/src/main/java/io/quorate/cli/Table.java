package io.quorate.cli;

import java.util.List;
import java.util.stream.Collectors;

/** Rows as lines, the columns below each other. */
final class Table {
    private Table() {}

    /** All rows have as many cells as the first; the last column is as wide as it is. No line end at the end. */
    static String of(List<List<String>> rows) {
        int columns = rows.get(0).size();
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        return rows.stream().map(row -> line(row, widths)).collect(Collectors.joining("\n"));
    }

    private static String line(List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < row.size(); i++) {
            boolean last = i == row.size() - 1;
            line.append(row.get(i))
                    .append(last ? "" : " ".repeat(widths[i] - row.get(i).length() + 2));
        }
        return line.toString().stripTrailing();
    }
}
