package io.quorate.cli;

import io.quorate.client.AddWatchMode;
import io.quorate.client.KeeperException;
import io.quorate.client.WatchedEvent;
import io.quorate.client.Watcher;
import io.quorate.client.WatcherType;
import io.quorate.jute.ErrorCode;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Prints events as they come. */
@Command(
        name = "watch",
        customSynopsis = "watch [-o] [-d] [-n count] path",
        description =
                "Prints the changes of a znode, and of all below it, as they come: time, type, path, zxid. Ends with Ctrl-C.",
        footer = {"watch /app", "watch -o -d -n 1 /app/leader"})
final class WatchCommand extends ShellCommand {
    private static final int SLICE_MILLIS = 500;

    @Option(names = "-o", description = "Only this znode and the list of its children.")
    private boolean only;

    @Option(names = "-d", description = "Print the data of what was created or changed, too, as it is by then.")
    private boolean data;

    @Option(names = "-n", paramLabel = "count", description = "End after so many events.")
    private long count = Long.MAX_VALUE;

    @Parameters(index = "0", paramLabel = "path", description = "Of the znode, which need not be there yet.")
    private String path;

    @Override
    int run(Shell shell) throws KeeperException, CommandException, InterruptedException {
        BlockingQueue<WatchedEvent> events = new LinkedBlockingQueue<>();
        Watcher watcher = events::add;
        shell.session()
                .blocking()
                .addWatch(path, watcher, only ? AddWatchMode.PERSISTENT : AddWatchMode.PERSISTENT_RECURSIVE);
        try {
            for (long left = count; left > 0; ) {
                WatchedEvent event = events.poll(SLICE_MILLIS, TimeUnit.MILLISECONDS);
                if (event != null) {
                    print(shell, event);
                    left -= event.type() == WatchedEvent.Type.NONE ? 0 : 1;
                } else if (shell.session().state().isFinal()) {
                    throw new CommandException("watch: the session is over");
                }
            }
        } finally {
            if (!shell.session().state().isFinal()) {
                shell.session()
                        .forgetWatches(path, watcher, only ? WatcherType.PERSISTENT : WatcherType.PERSISTENT_RECURSIVE);
            }
        }
        return ExitCode.OK;
    }

    private void print(Shell shell, WatchedEvent event) throws KeeperException, InterruptedException {
        String time = LocalTime.now().truncatedTo(ChronoUnit.MILLIS).toString();
        if (event.type() == WatchedEvent.Type.NONE) {
            shell.err().println(time + " " + event.state());
            return;
        }
        String zxid = event.zxid() == WatchedEvent.NO_ZXID ? "" : " 0x" + Long.toHexString(event.zxid());
        shell.out().println(time + " " + event.type() + " " + event.path() + zxid + data(shell, event));
    }

    private String data(Shell shell, WatchedEvent event) throws KeeperException, InterruptedException {
        boolean has =
                event.type() == WatchedEvent.Type.NODE_CREATED || event.type() == WatchedEvent.Type.NODE_DATA_CHANGED;
        if (!data || !has) {
            return "";
        }
        try {
            byte[] bytes = shell.session().blocking().getData(event.path()).data();
            String text = bytes == null ? "null" : DataFormat.text(bytes);
            return " " + (text == null ? bytes.length + " bytes" : text);
        } catch (KeeperException e) {
            if (e.code() == ErrorCode.NO_NODE || e.code() == ErrorCode.NO_AUTH) {
                return " (" + Failures.text(e) + ")";
            }
            throw e;
        }
    }
}
