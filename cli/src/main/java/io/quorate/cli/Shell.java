package io.quorate.cli;

import io.quorate.client.KeeperException;
import io.quorate.client.SessionState;
import io.quorate.client.WatchedEvent;
import io.quorate.client.Watcher;
import io.quorate.client.ZooKeeper;
import io.quorate.client.ZooKeeperBuilder;
import io.quorate.recipes.Sessions;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * Does lines of commands on a session. Results go to the one stream, confirmations and errors to the other (spec:
 * admin-interfaces §4). Belongs to one thread, except that events of the session come on that of its callbacks.
 */
final class Shell {
    private static final int CLOSE_LIMIT_MILLIS = 3000;
    private static final int GREETING_MILLIS = 2000;

    private final PrintStream out;
    private final PrintStream err;
    private final Settings settings;
    private final Executor callbacks;
    private final History history = new History();
    private final Watcher watcher = this::onEvent;
    private final Map<String, LineCommand.Held> held = new TreeMap<>();
    private Consumer<String> eventPrinter;
    private String servers;
    /** Null until the first connect. */
    private volatile ZooKeeper session;

    /** Null until a command of this session needs it. */
    private Sessions recipes;

    private volatile Style style = Style.PLAIN;
    private boolean done;
    private boolean oneShot;
    /** The program that runs only as long as the session lives; null if there is none. */
    private volatile Process guarded;

    private boolean ended;
    private int lastExitCode;
    private volatile boolean printsEvents;

    /**
     * How sessions are made.
     *
     * @param readOnlyAllowed whether a server without a quorum will do
     * @param maxRequestBytes what the servers accept, their {@code jute.maxbuffer}
     * @param properties what clients are told of TLS and SASL
     */
    record Settings(
            Duration sessionTimeout,
            boolean readOnlyAllowed,
            int maxRequestBytes,
            boolean printsEvents,
            Properties properties) {}

    /** A shell without a session, which runs what depends on results on an executor. */
    Shell(PrintStream out, PrintStream err, Settings settings, Executor callbacks) {
        this.out = out;
        this.err = err;
        this.settings = settings;
        this.callbacks = callbacks;
        this.printsEvents = settings.printsEvents();
        this.eventPrinter = out::println;
    }

    // ---- for the main program

    /** Does one line, and returns an {@link ExitCode}. An empty line, or one that starts with #, changes nothing. */
    int line(String line) throws InterruptedException {
        List<String> words = Words.of(line);
        if (words.isEmpty()) {
            return lastExitCode;
        }
        if (words.get(0).startsWith("#")) {
            return lastExitCode;
        }
        history.add(line);
        lastExitCode = command(words);
        return lastExitCode;
    }

    /** Does one command, and returns an {@link ExitCode}. */
    int command(List<String> words) throws InterruptedException {
        ShellCommand command = Commands.find(words.get(0));
        if (command == null) {
            err.println(Commands.usage());
            err.println("Command not found: Command not found " + words.get(0));
            return ExitCode.UNKNOWN_COMMAND;
        }
        try {
            command.parse(words.subList(1, words.size()));
            if (command.needsSession() && !isOpen()) {
                out.println("Not connected");
                return ExitCode.FAILED;
            }
            return command.run(this);
        } catch (KeeperException e) {
            err.println(style.error(Failures.text(e)));
        } catch (CommandException | IllegalArgumentException e) {
            err.println(style.error(e.getMessage()));
        }
        return command.failureCode();
    }

    /** Whether the user has asked to leave. */
    boolean isDone() {
        return done;
    }

    String prompt() {
        boolean connected = session != null && session.state().isConnected();
        return "[zk: " + servers + "(" + style.state(stateName(), connected) + ") " + history.size() + "] ";
    }

    /** How texts for people look from now on. */
    void style(Style wanted) {
        style = wanted;
    }

    /** Says that the user has broken off a line. */
    void interrupted() {
        err.println(style.error("Interrupted"));
    }

    /** Does the one command of a command line, after which the session ends. */
    int single(List<String> words) throws InterruptedException {
        oneShot = true;
        return command(words);
    }

    /** Events are printed by this from now on: a terminal must not have them in the middle of what is being typed. */
    void printEventsWith(Consumer<String> printer) {
        eventPrinter = printer;
    }

    /**
     * Closes the session, if any, without a word; a server that takes its time does not hold up the end of the program. May be
     * called by any thread; a second call waits for the first.
     */
    synchronized void end() throws InterruptedException {
        printsEvents = false;
        if (session == null || ended) {
            return;
        }
        ended = true;
        Process program = guarded;
        if (program != null) {
            // Its lock must not be another's before it has ended.
            Program.end(program, Program.END_LIMIT_MILLIS);
        }
        try {
            session.closeAsync().get(CLOSE_LIMIT_MILLIS, TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            err.println("session not closed: " + servers + " does not answer");
        }
    }

    // ---- for commands

    PrintStream out() {
        return out;
    }

    PrintStream err() {
        return err;
    }

    /** Where the session is, or was, as the user named it. */
    String servers() {
        return servers;
    }

    /** How the line before the present one ended. */
    int lastExitCode() {
        return lastExitCode;
    }

    ZooKeeper session() {
        return session;
    }

    /** Whether the session ends with the present command. */
    boolean isOneShot() {
        return oneShot;
    }

    History history() {
        return history;
    }

    boolean printsEvents() {
        return printsEvents;
    }

    void printsEvents(boolean on) {
        printsEvents = on;
    }

    /** Leaves the session, if there is one, and starts another. */
    void connect(String connectString) {
        ZooKeeperBuilder builder =
                builder(connectString).callbackExecutor(callbacks).watcher(watcher);
        close();
        held.clear();
        servers = connectString;
        session = builder.connect();
        recipes = null;
    }

    /** The session, for locks and elections. */
    Sessions recipes() {
        if (recipes == null || recipes.isClosed()) {
            // Given up after a long outage, which the session may have outlived.
            recipes = Sessions.of(session);
        }
        return recipes;
    }

    /** Another session, beside that of the shell, for one command. */
    ZooKeeper open(String connectString) {
        return builder(connectString).connect();
    }

    private ZooKeeperBuilder builder(String connectString) {
        return ZooKeeper.builder(connectString)
                .properties(settings.properties())
                .sessionTimeout(settings.sessionTimeout())
                .readOnlyAllowed(settings.readOnlyAllowed())
                .maxRequestBytes(settings.maxRequestBytes());
    }

    /** Properties for TLS. */
    Properties properties() {
        return settings.properties();
    }

    /** From now on this program is ended before the session is, or, for null, none. */
    void guards(Process program) {
        guarded = program;
    }

    /** What this session has taken by standing in lines, by their paths. */
    Map<String, LineCommand.Held> held() {
        return held;
    }

    /** Waits for a server to take the session, for as long as its timeout. */
    void awaitConnected() throws CommandException, InterruptedException {
        long limitMillis = settings.sessionTimeout().toMillis();
        try {
            session.connected().get(limitMillis, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new CommandException("no connection to " + servers + " within " + limitMillis + " ms", e);
        } catch (ExecutionException e) {
            throw new CommandException(
                    "no session at " + servers + ": " + e.getCause().getMessage(), e);
        }
    }

    /** Waits a little for a server, so that the first prompt can say that there is one. */
    void awaitGreeting() throws InterruptedException {
        try {
            session.connected().get(GREETING_MILLIS, TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            err.println(style.error("Not connected to " + servers + " yet"));
        }
    }

    void close() {
        if (isOpen()) {
            session.close();
        }
    }

    void quit() {
        close();
        done = true;
    }

    /** What prints the events of watches that commands set. */
    Watcher watcher() {
        return watcher;
    }

    private void onEvent(WatchedEvent event) {
        if (printsEvents) {
            eventPrinter.accept("\nWATCHER::\n\n" + style.event(event.toString()));
        }
    }

    private boolean isOpen() {
        return session != null && !session.state().isFinal();
    }

    private String stateName() {
        SessionState state = session == null ? SessionState.CLOSED : session.state();
        return state == SessionState.CONNECTED_READ_ONLY ? "CONNECTEDREADONLY" : state.name();
    }
}
