package io.quorate.cli;

import io.quorate.client.BlockingZooKeeper;
import io.quorate.client.KeeperException;
import io.quorate.client.WatcherType;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Removes watches: of children, data, or any; with -l also when no server answers. */
final class RemoveWatchesCommand extends ShellCommand {
    @ArgGroup
    private Kind kind = new Kind();

    @Option(names = "-l")
    private boolean local;

    @Parameters(index = "0")
    private String path;

    /** One of them at most. */
    static final class Kind {
        private WatcherType type = WatcherType.ANY;

        @Option(names = "-c")
        void children(boolean given) {
            type = WatcherType.CHILDREN;
        }

        @Option(names = "-d")
        void data(boolean given) {
            type = WatcherType.DATA;
        }

        @Option(names = "-p")
        void persistent(boolean given) {
            type = WatcherType.PERSISTENT;
        }

        @Option(names = "-r")
        void recursive(boolean given) {
            type = WatcherType.PERSISTENT_RECURSIVE;
        }

        @Option(names = "-a")
        void any(boolean given) {
            type = WatcherType.ANY;
        }
    }

    RemoveWatchesCommand() {
        super("removewatches", "path [-c|-d|-p|-r|-a] [-l]");
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
