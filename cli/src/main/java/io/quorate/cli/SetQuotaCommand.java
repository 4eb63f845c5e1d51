package io.quorate.cli;

import io.quorate.cli.QuotaLimits.Limit;
import io.quorate.client.KeeperException;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Sets one limit of a quota. */
@Command(
        name = "setquota",
        customSynopsis = "setquota -n|-b|-N|-B val path",
        description =
                "Limits how many znodes there may be from a znode downwards, or how many bytes of data they have.",
        footer = {"setquota -n 1000 /app", "setquota -B 10000000 /app"})
final class SetQuotaCommand extends ShellCommand {
    @ArgGroup(multiplicity = "1")
    private QuotaValue quota;

    @Parameters(index = "0", paramLabel = "path", description = "Of the znode.")
    private String path;

    @Override
    int run(Shell shell) throws KeeperException, CommandException, InterruptedException {
        long value = quota.value();
        Quotas quotas = new Quotas(shell.session().blocking());
        quotas.set(path, quota.limit(), value);
        Optional<QuotaLimits> limits = quotas.limits(path);
        Optional<QuotaLimits> counted = quotas.counted(path);
        if (limits.isPresent() && counted.isPresent()) {
            warn(shell, "count", counted.get().get(Limit.COUNT), limits.get(), Limit.COUNT, Limit.HARD_COUNT);
            warn(shell, "bytes", counted.get().get(Limit.BYTES), limits.get(), Limit.BYTES, Limit.HARD_BYTES);
        }
        return ExitCode.OK;
    }

    private static void warn(Shell shell, String what, long used, QuotaLimits limits, Limit soft, Limit hard) {
        boolean over = Stream.of(soft, hard)
                .mapToLong(limits::get)
                .anyMatch(limit -> limit != QuotaLimits.NONE && limit < used);
        if (over) {
            shell.out()
                    .println("[Warning]: the " + what + " quota you create is less than the existing " + what + ":"
                            + used);
        }
    }
}
