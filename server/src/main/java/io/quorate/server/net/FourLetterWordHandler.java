package io.quorate.server.net;

import java.util.function.Consumer;

/** Answers four-letter words, which take the place of a first frame (spec: admin-interfaces §1). */
public interface FourLetterWordHandler {
    /** Whether these four bytes, read as a number, are a word rather than a frame's length. */
    boolean isWord(int firstFourBytes);

    /**
     * Answers a word.
     *
     * @param reply takes the text once it is known, on any thread; the connection is closed behind it
     */
    void answer(int word, NettyServerCnxn asking, Consumer<String> reply);
}
