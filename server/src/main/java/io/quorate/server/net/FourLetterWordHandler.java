package io.quorate.server.net;

import java.util.function.Consumer;

/** Answers four-letter words, which take the place of a first frame (spec: admin-interfaces §1). */
public interface FourLetterWordHandler {
    /** Whether these four bytes, read as a number, are a word rather than a frame's length. */
    boolean isWord(int firstFourBytes);

    /** How many bytes behind the word belong to it. */
    int argumentBytes(int word);

    /**
     * Answers a word.
     *
     * @param argument what stood behind it, as many bytes as {@link #argumentBytes} wanted
     * @param reply takes the text once it is known, on any thread; the connection is closed behind it
     */
    void answer(int word, byte[] argument, NettyServerCnxn asking, Consumer<String> reply);
}
