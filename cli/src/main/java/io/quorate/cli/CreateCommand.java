package io.quorate.cli;

import io.quorate.client.Acls;
import io.quorate.client.CreateMode;
import io.quorate.client.KeeperException;
import io.quorate.jute.proto.Acl;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Creates a znode. */
@Command(
        name = "create",
        customSynopsis = "create [-s] [-e] [-c] [-t ttl] path [data] [acl]",
        description = "Creates a znode.",
        footer = {
            "create /app \"some data\"",
            "create -e -s /app/worker-",
            "create /app/secret x world:anyone:r,digest:alice:hash:cdrwa"
        })
final class CreateCommand extends ShellCommand {
    @Option(names = "-s", description = "Append a number that is higher with each child of the parent.")
    private boolean sequential;

    @Option(names = "-e", description = "Delete it when the session ends.")
    private boolean ephemeral;

    @Option(names = "-c", description = "A container: deleted some time after its last child.")
    private boolean container;

    @Option(
            names = "-t",
            paramLabel = "ttl",
            description =
                    "Delete it when it had no change and no child for so many ms. The servers must have extendedTypesEnabled.")
    private String ttl;

    @Parameters(index = "0", paramLabel = "path", description = "Of the znode.")
    private String path;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "data",
            description = "None if not given. Put data with blanks in quotes.")
    private String data;

    @Parameters(
            index = "2",
            arity = "0..1",
            paramLabel = "acl",
            description = "scheme:id:perms[,...]; everybody may do everything if not given.")
    private String acl;

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
