package io.quorate.cli;

import io.quorate.client.KeeperException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;

/** Asks every member how it is. */
@Command(
        name = "status",
        customSynopsis = "status",
        description =
                "Asks every member of the ensemble how it is, by the four-letter word srvr. Exit code 1 if one does not answer.",
        footer = "status")
final class StatusCommand extends ShellCommand {
    private static final List<String> HEAD = List.of(
            "ID", "ADDRESS", "MODE", "ZXID", "ZNODES", "CONNECTIONS", "OUTSTANDING", "LATENCY min/avg/max", "VERSION");

    @Override
    int run(Shell shell) throws KeeperException, InterruptedException {
        List<Member> members = Member.all(shell.session());
        if (members.isEmpty()) {
            members = Member.alone(shell.session()).stream().toList();
        }
        List<List<String>> rows = new ArrayList<>(List.of(HEAD));
        int exitCode = ExitCode.OK;
        for (Member member : members) {
            try {
                rows.add(row(member, answer(shell, member)));
            } catch (CommandException e) {
                List<String> row = new ArrayList<>(List.of(
                        member.id(),
                        member.client() == null ? "-" : member.client().toString(),
                        e.getMessage()));
                while (row.size() < HEAD.size()) {
                    row.add("");
                }
                rows.add(row);
                exitCode = ExitCode.FAILED;
            }
        }
        shell.out().println(Table.of(rows));
        return exitCode;
    }

    private static String answer(Shell shell, Member member) throws CommandException, InterruptedException {
        if (member.client() == null) {
            throw new CommandException("no address for clients is told");
        }
        String answer =
                FourLetterWord.ask(member.client().host(), member.client().port(), "srvr", shell.properties());
        if (!answer.contains("Mode: ")) {
            throw new CommandException(
                    answer.isBlank()
                            ? "empty answer"
                            : answer.strip().lines().findFirst().orElse(""));
        }
        return answer;
    }

    private static List<String> row(Member member, String answer) {
        return List.of(
                member.id(),
                member.client().toString(),
                field(answer, "Mode: "),
                field(answer, "Zxid: "),
                field(answer, "Node count: "),
                field(answer, "Connections: "),
                field(answer, "Outstanding: "),
                field(answer, "Latency min/avg/max: "),
                field(answer, "Zookeeper version: ").replaceFirst(",.*", ""));
    }

    private static String field(String answer, String name) {
        Matcher matcher =
                Pattern.compile("(?m)^" + Pattern.quote(name) + "(.*)$").matcher(answer);
        return matcher.find() ? matcher.group(1).trim() : "-";
    }
}
