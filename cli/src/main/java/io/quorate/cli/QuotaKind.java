package io.quorate.cli;

import picocli.CommandLine.Option;

/** Which limit of a quota is meant, as options without values. */
final class QuotaKind {
    private QuotaLimits.Limit limit;

    @Option(names = "-n", order = 1, description = "The soft limit of znodes.")
    void count(boolean given) {
        limit = QuotaLimits.Limit.COUNT;
    }

    @Option(names = "-b", order = 2, description = "The soft limit of bytes.")
    void bytes(boolean given) {
        limit = QuotaLimits.Limit.BYTES;
    }

    @Option(names = "-N", order = 3, description = "The hard limit of znodes.")
    void hardCount(boolean given) {
        limit = QuotaLimits.Limit.HARD_COUNT;
    }

    @Option(names = "-B", order = 4, description = "The hard limit of bytes.")
    void hardBytes(boolean given) {
        limit = QuotaLimits.Limit.HARD_BYTES;
    }

    QuotaLimits.Limit limit() {
        return limit;
    }
}
