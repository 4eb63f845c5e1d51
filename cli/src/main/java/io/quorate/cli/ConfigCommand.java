package io.quorate.cli;

import io.quorate.client.KeeperException;
import io.quorate.client.NodeData;
import io.quorate.client.Watcher;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Prints the members of the ensemble, or, with -c, their version and where their clients connect. */
@Command(
        name = "config",
        customSynopsis = "config [-c] [-w] [-s]",
        description = "Shows the members of the ensemble as the servers keep them.",
        footer = {"config -c"})
final class ConfigCommand extends ShellCommand {
    private static final Pattern CLIENT_ADDRESS = Pattern.compile("server\\.\\d+=.*;(.+)");
    private static final Pattern VERSION = Pattern.compile("version=([0-9a-fA-F]+)");

    @Option(names = "-c", description = "Show only the version and where clients connect.")
    private boolean connectString;

    @Option(names = "-w", description = "Tell of the next change.")
    private boolean watch;

    @Option(names = "-s", description = "Show the stat of the znode, too.")
    private boolean stat;

    @Override
    int run(Shell shell) throws KeeperException, InterruptedException {
        Watcher watcher = watch ? shell.watcher() : null;
        NodeData config = shell.session().blocking().getConfig(watcher);
        String text = config.data() == null ? "" : new String(config.data(), StandardCharsets.UTF_8);
        shell.out().println(connectString ? clientView(text) : text);
        if (stat) {
            shell.out().println(StatText.format(config.stat()));
        }
        return ExitCode.OK;
    }

    private static String clientView(String config) {
        String addresses = Arrays.stream(config.split("\n", -1))
                .map(CLIENT_ADDRESS::matcher)
                .filter(Matcher::matches)
                .map(line -> line.group(1))
                .collect(Collectors.joining(","));
        Matcher version = VERSION.matcher(config);
        return (version.find() ? version.group(1) : "") + " " + addresses;
    }
}
