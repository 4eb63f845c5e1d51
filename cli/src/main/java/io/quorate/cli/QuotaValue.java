package io.quorate.cli;

import picocli.CommandLine.Option;

/** Which limit of a quota gets which value, as options. */
final class QuotaValue {
    private QuotaLimits.Limit limit;
    private String value;

    @Option(
            names = "-n",
            order = 1,
            paramLabel = "val",
            description = "Warn when there are more znodes, the one itself included.")
    void count(String text) {
        set(QuotaLimits.Limit.COUNT, text);
    }

    @Option(names = "-b", order = 2, paramLabel = "val", description = "Warn when they have more bytes of data.")
    void bytes(String text) {
        set(QuotaLimits.Limit.BYTES, text);
    }

    @Option(
            names = "-N",
            order = 3,
            paramLabel = "val",
            description = "Refuse more znodes, if the servers enforce quotas: enforceQuota=true.")
    void hardCount(String text) {
        set(QuotaLimits.Limit.HARD_COUNT, text);
    }

    @Option(
            names = "-B",
            order = 4,
            paramLabel = "val",
            description = "Refuse more bytes of data, if the servers enforce quotas.")
    void hardBytes(String text) {
        set(QuotaLimits.Limit.HARD_BYTES, text);
    }

    private void set(QuotaLimits.Limit which, String text) {
        limit = which;
        value = text;
    }

    QuotaLimits.Limit limit() {
        return limit;
    }

    /** The value, as far as it makes sense for the limit. */
    long value() throws CommandException {
        long number;
        try {
            number = Long.parseLong(value);
        } catch (NumberFormatException e) {
            throw new CommandException(
                    "NumberFormatException happens when parsing the option value: " + value + " (expected: a number)",
                    e);
        }
        if (limit.isOfBytes() && number < 0) {
            throw new CommandException("the bytes quota must be greater than or equal to zero");
        }
        if (!limit.isOfBytes() && number <= 0) {
            throw new CommandException("the num quota must be greater than zero");
        }
        return number;
    }
}
