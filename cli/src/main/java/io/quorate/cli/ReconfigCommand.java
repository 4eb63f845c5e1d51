package io.quorate.cli;

import io.quorate.client.KeeperException;
import io.quorate.client.NodeData;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Changes the members of the ensemble, by naming all or only those that join and leave. */
@Command(
        name = "reconfig",
        customSynopsis = "reconfig [-s] [-v version] [[-file path] | [-members serverID=host:port1:port2;port3[,...]*]]"
                + " | [-add serverId=host:port1:port2;port3[,...]]* [-remove serverId[,...]*]",
        description = "Changes the members of the ensemble. The servers must have reconfigEnabled.",
        footer = {
            "reconfig -add server.4=zk4:2888:3888;2181",
            "reconfig -remove 3 -v 100000000",
            "reconfig -file members.cfg"
        })
final class ReconfigCommand extends ShellCommand {
    private static final int HEX = 16;

    @Option(names = "-s", description = "Show the stat, too.")
    private boolean stat;

    @Option(
            names = "-v",
            paramLabel = "version",
            description = "Only if the present configuration has this version, in hex as config shows it.")
    private String version;

    @Option(
            names = "-file",
            paramLabel = "path",
            description = "A file of this machine with the server lines of all members.")
    private Path file;

    @Option(
            names = "-members",
            paramLabel = "members",
            description = "The server lines of all members, separated by commas.")
    private String members;

    @Option(
            names = "-add",
            paramLabel = "servers",
            description = "The server lines of those that join, or that change, separated by commas.")
    private List<String> joining;

    @Option(names = "-remove", paramLabel = "ids", description = "The ids of those that leave, separated by commas.")
    private List<String> leaving;

    @Override
    int run(Shell shell) throws KeeperException, CommandException, InterruptedException {
        boolean incremental = joining != null || leaving != null;
        if (!incremental && file == null && members == null) {
            throw new CommandException(usage() + "\nNo members are named (try: help reconfig)");
        }
        if (incremental && (file != null || members != null)) {
            throw new CommandException("Can't use -file or -members together with -add or -remove (mixing incremental"
                    + " and non-incremental modes is not allowed)");
        }
        if (file != null && members != null) {
            throw new CommandException("Can't use -file and -members together (either names all members)");
        }
        NodeData config = shell.session()
                .blocking()
                .reconfig(joined(joining), joined(leaving), file == null ? members : readMembers(), version());
        shell.out().println("Committed new configuration:\n" + new String(config.data(), StandardCharsets.UTF_8));
        if (stat) {
            shell.out().println(StatText.format(config.stat()));
        }
        return ExitCode.OK;
    }

    private static String joined(List<String> parts) {
        return parts == null ? null : String.join(",", parts);
    }

    private long version() throws CommandException {
        try {
            return version == null ? -1 : Long.parseLong(version, HEX);
        } catch (NumberFormatException e) {
            throw new CommandException("-v must be followed by a long (configuration version)", e);
        }
    }

    /** The lines of servers, groups and weights; others, such as the version of a dynamic file, do not matter here. */
    private String readMembers() throws CommandException {
        try {
            String lines = Files.readAllLines(file).stream()
                    .map(String::trim)
                    .filter(line -> line.matches("(server|group|weight)\\..*"))
                    .collect(Collectors.joining(","));
            if (lines.isEmpty()) {
                throw new CommandException("Error processing " + file + ": no line server.N=host:port:port;port");
            }
            return lines;
        } catch (IOException e) {
            throw new CommandException("Error processing " + file + ": " + Reasons.of(e), e);
        }
    }
}
