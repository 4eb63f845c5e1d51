package io.quorate.cli;

import io.quorate.client.HostPort;
import io.quorate.client.KeeperException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;

/** Shows the members of the ensemble. */
@Command(
        name = "members",
        customSynopsis = "members",
        description =
                "Shows the members of the ensemble as the servers have them in their configuration; * is the one that this session is"
                        + " connected to. A server that is alone keeps no list.",
        footer = "members")
final class MembersCommand extends ShellCommand {
    @Override
    int run(Shell shell) throws KeeperException, InterruptedException {
        List<Member> members = Member.all(shell.session());
        if (members.isEmpty()) {
            shell.out().println("No list of members: the server is alone");
            return ExitCode.OK;
        }
        HostPort here = shell.session().server().orElse(null);
        List<List<String>> rows = new ArrayList<>(List.of(List.of("ID", "ROLE", "CLIENTS", "SERVERS")));
        for (Member member : members) {
            HostPort client = member.client();
            boolean connected = client != null && client.equals(here);
            rows.add(List.of(
                    member.id() + (connected ? "*" : ""),
                    member.role(),
                    client == null ? "-" : client.toString(),
                    member.peer()));
        }
        shell.out().println(Table.of(rows));
        return ExitCode.OK;
    }
}
