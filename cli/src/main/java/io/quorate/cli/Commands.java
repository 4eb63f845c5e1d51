package io.quorate.cli;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** All commands by their names. */
final class Commands {
    private static final Map<String, Supplier<ShellCommand>> ALL = new TreeMap<>();

    static {
        add(AddAuthCommand::new);
        add(AddWatchCommand::new);
        add(CheckCommand::new);
        add(CloseCommand::new);
        add(ConfigCommand::new);
        add(ConnectCommand::new);
        add(CreateCommand::new);
        add(DelQuotaCommand::new);
        add(DeleteAllCommand::new);
        add(DeleteCommand::new);
        add(DiffCommand::new);
        add(DuCommand::new);
        add(EditCommand::new);
        add(ElectCommand::new);
        add(ExportCommand::new);
        add(FindCommand::new);
        add(GetAclCommand::new);
        add(GetAllChildrenNumberCommand::new);
        add(GetCommand::new);
        add(GetEphemeralsCommand::new);
        add(HelpCommand::new);
        add(HistoryCommand::new);
        add(ImportCommand::new);
        add(ListQuotaCommand::new);
        add(LockCommand::new);
        add(Ls2Command::new);
        add(LsCommand::new);
        add(MembersCommand::new);
        add(PrintWatchesCommand::new);
        add(QuitCommand::new);
        add(ReconfigCommand::new);
        add(RedoCommand::new);
        add(RemoveWatchesCommand::new);
        add(RmrCommand::new);
        add(SetAclCommand::new);
        add(SetCommand::new);
        add(SetQuotaCommand::new);
        add(StatCommand::new);
        add(StatusCommand::new);
        add(SyncCommand::new);
        add(TreeCommand::new);
        add(UnlockCommand::new);
        add(VersionCommand::new);
        add(WatchCommand::new);
        add(WhoAmICommand::new);
    }

    private Commands() {}

    /** A new instance of a command; null if there is none of that name. */
    static ShellCommand find(String name) {
        Supplier<ShellCommand> command = ALL.get(name);
        return command == null ? null : command.get();
    }

    /** All names but those of old forms. */
    static Collection<String> names() {
        return shown().stream().map(ShellCommand::name).toList();
    }

    /** An instance of each command but the old forms, in the order of their names. */
    static List<ShellCommand> shown() {
        return ALL.values().stream()
                .map(Supplier::get)
                .filter(command -> !command.isHidden())
                .toList();
    }

    /** The list of all commands, a line for each. */
    static String usage() {
        return "ZooKeeper -server host:port -client-configuration properties-file cmd args\n"
                + shown().stream().map(command -> "\t" + command.usage()).collect(Collectors.joining("\n"));
    }

    private static void add(Supplier<ShellCommand> command) {
        ALL.put(command.get().name(), command);
    }
}
