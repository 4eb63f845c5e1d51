package io.quorate.cli;

/** Data as a table of sixteen bytes a row: offset, hex digits, and what is printable. Nothing for no data. */
final class HexDump {
    private static final int ROW_BYTES = 16;
    private static final String HEAD =
            """
                     +-------------------------------------------------+
                     |  0  1  2  3  4  5  6  7  8  9  a  b  c  d  e  f |
            """;
    private static final String RULE = "+--------+-------------------------------------------------+----------------+";

    private HexDump() {}

    static String of(byte[] data) {
        if (data.length == 0) {
            return "";
        }
        StringBuilder table = new StringBuilder(HEAD).append(RULE).append('\n');
        for (int start = 0; start < data.length; start += ROW_BYTES) {
            appendRow(data, start, table);
        }
        return table.append(RULE).toString();
    }

    private static void appendRow(byte[] data, int start, StringBuilder table) {
        table.append(String.format("|%08x|", start));
        for (int i = start; i < start + ROW_BYTES; i++) {
            table.append(i < data.length ? String.format(" %02x", data[i]) : "   ");
        }
        table.append(" |");
        for (int i = start; i < start + ROW_BYTES; i++) {
            table.append(i < data.length ? printable(data[i]) : ' ');
        }
        table.append("|\n");
    }

    private static char printable(byte b) {
        return b >= ' ' && b < 0x7f ? (char) b : '.';
    }
}
