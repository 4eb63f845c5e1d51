package io.quorate.server.admin;

import io.quorate.server.net.FourLetterWordHandler;
import io.quorate.server.net.NettyServerCnxn;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The four-letter words that this server knows, and which of them it may answer (spec: admin-interfaces §1). */
public final class FourLetterWords implements FourLetterWordHandler {
    private static final Logger LOG = LoggerFactory.getLogger(FourLetterWords.class);

    private static final int SET_TRACE_MASK =
            ByteBuffer.wrap("stmk".getBytes(StandardCharsets.US_ASCII)).getInt();

    private final Map<Integer, Word> byNumber = new HashMap<>();
    private final Predicate<String> allowed;
    private final Inspector inspector;

    private record Word(String name, Answer answer) {}

    /** Words one answer. */
    @FunctionalInterface
    interface Answer {
        /** The text, line ends included. */
        CompletableFuture<String> text(NettyServerCnxn asking);
    }

    /** @param allowed whether a word may be answered rather than refused ({@code 4lw.commands.whitelist}) */
    public FourLetterWords(Inspector inspector, Predicate<String> allowed) {
        this.allowed = allowed;
        ServerWords server = new ServerWords(inspector);
        ConnectionWords connections = new ConnectionWords(inspector);
        WatchWords watches = new WatchWords(inspector);
        this.inspector = inspector;
        add("ruok", asking -> CompletableFuture.completedFuture("imok"));
        add("isro", whileServing(asking -> server.isro(), "null"));
        addWhileServing("srvr", asking -> server.srvr());
        addWhileServing("stat", connections::stat);
        addWhileServing("cons", connections::cons);
        addWhileServing("crst", asking -> connections.reset());
        addWhileServing("srst", asking -> server.reset());
        addWhileServing("conf", asking -> server.conf());
        addWhileServing("dirs", asking -> server.dirs());
        add("envi", asking -> inspector.compute(Environment::text));
        add("hash", whileServing(asking -> server.hash(), Standing.NOT_SERVING));
        add(
                "gtmk",
                asking -> CompletableFuture.completedFuture(
                        Long.toString(inspector.traceMask().bits())));
        add(
                "stmk",
                asking -> CompletableFuture.completedFuture(
                        Long.toString(inspector.traceMask().bits())));
        addWhileServing("mntr", asking -> new Monitor(inspector).text());
        addWhileServing("dump", asking -> connections.dump());
        addWhileServing("wchs", asking -> watches.summary());
        addWhileServing("wchc", asking -> watches.bySession());
        addWhileServing("wchp", asking -> watches.byPath());
    }

    @Override
    public boolean isWord(int firstFourBytes) {
        return byNumber.containsKey(firstFourBytes);
    }

    @Override
    public int argumentBytes(int word) {
        return word == SET_TRACE_MASK && allowed.test("stmk") ? Long.BYTES : 0;
    }

    @Override
    public void answer(int word, byte[] argument, NettyServerCnxn asking, Consumer<String> reply) {
        Word known = byNumber.get(word);
        if (!allowed.test(known.name())) {
            reply.accept(known.name() + " is not executed because it is not in the whitelist.\n");
            return;
        }
        if (argument.length == Long.BYTES) {
            inspector.traceMask().set(ByteBuffer.wrap(argument).getLong());
        }
        known.answer().text(asking).whenComplete((text, failure) -> {
            if (failure != null) {
                LOG.error("Cannot answer the four-letter word {}", known.name(), failure);
            }
            reply.accept(failure == null ? text : "");
        });
    }

    private void addWhileServing(String name, Answer answer) {
        add(name, whileServing(answer, Standing.NOT_SERVING + "\n"));
    }

    /** The answer of a server that serves clients; another while it looks for a leader or catches up with it. */
    private Answer whileServing(Answer answer, String otherwise) {
        return asking -> inspector
                .peer()
                .thenCompose(status -> {
                    if (!Standing.isServing(status)) {
                        throw new NotServingException();
                    }
                    return answer.text(asking);
                })
                .exceptionally(failure -> {
                    if (failure.getCause() instanceof NotServingException) {
                        return otherwise;
                    }
                    throw new CompletionException(failure);
                });
    }

    private void add(String name, Answer answer) {
        int number = ByteBuffer.wrap(name.getBytes(StandardCharsets.US_ASCII)).getInt();
        byNumber.put(number, new Word(name, answer));
    }
}
