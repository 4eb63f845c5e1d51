package io.quorate.cli;

import java.util.EnumMap;
import java.util.Map;

/**
 * The limits of a quota as its znode has them: {@code count=5,bytes=-1=;byteHardLimit=-1;countHardLimit=-1}, -1 for none (spec:
 * storage-format, quotas). Soft limits are warned of, hard ones enforced.
 */
final class QuotaLimits {
    static final long NONE = -1;

    /** The limits, in the order of the text that says what each is called there. */
    enum Limit {
        COUNT("count"),
        BYTES("bytes"),
        HARD_BYTES("byteHardLimit"),
        HARD_COUNT("countHardLimit");

        private final String key;

        Limit(String key) {
            this.key = key;
        }

        boolean isOfBytes() {
            return this == BYTES || this == HARD_BYTES;
        }
    }

    private final Map<Limit, Long> values = new EnumMap<>(Limit.class);

    private QuotaLimits() {}

    static QuotaLimits none() {
        return new QuotaLimits();
    }

    /** Reads the text of a quota or of the counts, which look alike. What is not there is {@link #NONE}. */
    static QuotaLimits parse(String text) {
        QuotaLimits limits = new QuotaLimits();
        for (String part : text.split("[,;]")) {
            String[] pair = part.split("=", -1);
            for (Limit limit : Limit.values()) {
                if (pair.length > 1 && pair[0].trim().equals(limit.key)) {
                    limits.values.put(limit, number(text, pair[1].trim()));
                }
            }
        }
        return limits;
    }

    long get(Limit limit) {
        return values.getOrDefault(limit, NONE);
    }

    QuotaLimits with(Limit limit, long value) {
        QuotaLimits limits = new QuotaLimits();
        limits.values.putAll(values);
        limits.values.put(limit, value);
        return limits;
    }

    /** The soft limits alone, as counts are written, too. */
    String soft() {
        return "count=" + get(Limit.COUNT) + ",bytes=" + get(Limit.BYTES);
    }

    @Override
    public String toString() {
        return soft() + "=;byteHardLimit=" + get(Limit.HARD_BYTES) + ";countHardLimit=" + get(Limit.HARD_COUNT);
    }

    private static long number(String text, String value) {
        try {
            return Long.parseLong(value);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("quota \"" + text + "\" (expected: count=N,bytes=N...)", e);
        }
    }
}
