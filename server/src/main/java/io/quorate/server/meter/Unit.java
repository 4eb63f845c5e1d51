package io.quorate.server.meter;

/** What the numbers of a {@link Histogram} are. */
public enum Unit {
    /** Shown as they are: sizes, counts, ms. */
    PLAIN(1),
    /** Times in µs, shown in ms. */
    MICROS(1000);

    private final int divisor;

    Unit(int divisor) {
        this.divisor = divisor;
    }

    /** What a number is divided by before it is shown. */
    public int divisor() {
        return divisor;
    }
}
