package io.quorate.cli;

import io.quorate.client.BlockingZooKeeper;
import io.quorate.client.KeeperException;
import io.quorate.client.WatcherType;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Removes watches: of children, data, or any; with -l also when no server answers. */
@Command(
        name = "removewatches",
        customSynopsis = "removewatches path [-c|-d|-a] [-l]",
        description = "Removes the watches of this session on a path.",
        footer = {"removewatches /app -d"})
final class RemoveWatchesCommand extends ShellCommand {
    @ArgGroup
    private Kind kind = new Kind();

    @Option(names = "-l", order = 6, description = "Also when no server answers.")
    private boolean local;

    @Parameters(index = "0", paramLabel = "path", description = "Of the znode.")
    private String path;

    /** One of them at most. */
    static final class Kind {
        private WatcherType type = WatcherType.ANY;

        @Option(names = "-c", order = 1, description = "Only watches of children.")
        void children(boolean given) {
            type = WatcherType.CHILDREN;
        }

        @Option(names = "-d", order = 2, description = "Only watches of data.")
        void data(boolean given) {
            type = WatcherType.DATA;
        }

        @Option(names = "-p", order = 3, description = "Only PERSISTENT ones.")
        void persistent(boolean given) {
            type = WatcherType.PERSISTENT;
        }

        @Option(names = "-r", order = 4, description = "Only PERSISTENT_RECURSIVE ones.")
        void recursive(boolean given) {
            type = WatcherType.PERSISTENT_RECURSIVE;
        }

        @Option(names = "-a", order = 5, description = "Any; the default.")
        void any(boolean given) {
            type = WatcherType.ANY;
        }
    }

    @Override
    int run(Shell shell) throws KeeperException, InterruptedException {
        BlockingZooKeeper session = shell.session().blocking();
        if (local) {
            session.forgetWatches(path, null, kind.type);
        } else {
            session.removeAllWatches(path, kind.type);
        }
        return ExitCode.OK;
    }
}
