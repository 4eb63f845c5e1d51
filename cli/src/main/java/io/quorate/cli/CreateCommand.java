package io.quorate.cli;

import io.quorate.client.Acls;
import io.quorate.client.CreateMode;
import io.quorate.client.KeeperException;
import io.quorate.jute.proto.Acl;
import java.util.List;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Creates a znode. */
final class CreateCommand extends ShellCommand {
    @Option(names = "-s")
    private boolean sequential;

    @Option(names = "-e")
    private boolean ephemeral;

    @Option(names = "-c")
    private boolean container;

    @Option(names = "-t")
    private String ttl;

    @Parameters(index = "0")
    private String path;

    @Parameters(index = "1", arity = "0..1")
    private String data;

    @Parameters(index = "2", arity = "0..1")
    private String acl;

    CreateCommand() {
        super("create", "[-s] [-e] [-c] [-t ttl] path [data] [acl]");
    }

    @Override
    int run(Shell shell) throws KeeperException, CommandException, InterruptedException {
        CreateMode mode = mode();
        List<Acl> list = acl == null ? Acls.OPEN : AclText.parse(acl);
        byte[] bytes = Data.ofText(data);
        String created = mode.hasTtl()
                ? shell.session().blocking().create(path, bytes, list, mode, ttlMillis())
                : shell.session().blocking().create(path, bytes, list, mode);
        shell.err().println("Created " + created);
        return ExitCode.OK;
    }

    private CreateMode mode() throws CommandException {
        if (container && (sequential || ephemeral)) {
            throw new CommandException(
                    "-c cannot be combined with -s or -e. Containers cannot be ephemeral or sequential.");
        }
        if (ttl != null && ephemeral) {
            throw new CommandException("TTLs cannot be used with Ephemeral znodes");
        }
        if (ttl != null && container) {
            throw new CommandException("TTLs cannot be used with Container znodes");
        }
        if (ttl != null) {
            return sequential ? CreateMode.PERSISTENT_SEQUENTIAL_WITH_TTL : CreateMode.PERSISTENT_WITH_TTL;
        }
        if (container) {
            return CreateMode.CONTAINER;
        }
        if (ephemeral) {
            return sequential ? CreateMode.EPHEMERAL_SEQUENTIAL : CreateMode.EPHEMERAL;
        }
        return sequential ? CreateMode.PERSISTENT_SEQUENTIAL : CreateMode.PERSISTENT;
    }

    private long ttlMillis() throws CommandException {
        try {
            return Long.parseLong(ttl);
        } catch (NumberFormatException e) {
            throw new CommandException("-t argument must be a long value", e);
        }
    }
}
