package io.quorate.client;

import io.quorate.jute.ErrorCode;
import io.quorate.jute.JuteReader;
import io.quorate.jute.OpCode;
import io.quorate.jute.proto.Request;
import java.util.concurrent.CompletableFuture;

/**
 * One request of the application and the future that its reply completes. Once it is submitted it belongs to the session's
 * event loop.
 */
final class Call<T> {
    private final int opCode;
    private final Request request;
    private final String path;
    private final Decoder<T> decoder;
    private final CompletableFuture<T> future = new CompletableFuture<>();
    private T resultIfAbsent;
    private OnSuccess onSuccess = (watches, code) -> {};
    private int xid;
    private long deadline = Long.MAX_VALUE;
    private boolean over;

    Call(int opCode, Request request, String path, Decoder<T> decoder) {
        this.opCode = opCode;
        this.request = request;
        this.path = path;
        this.decoder = decoder;
    }

    /** Reads the body of a reply without error. */
    @FunctionalInterface
    interface Decoder<T> {
        T decode(JuteReader body) throws KeeperException;
    }

    /** What a success changes in the registry of watches, before any later event of the server is looked at. */
    @FunctionalInterface
    interface OnSuccess {
        /** {@code code} is OK, or NO_NODE if that counts as a success. */
        void run(WatchRegistry watches, ErrorCode code);
    }

    /** Makes a missing znode a success with this result. */
    Call<T> ifAbsent(T result) {
        resultIfAbsent = result;
        return this;
    }

    Call<T> onSuccess(OnSuccess action) {
        onSuccess = action;
        return this;
    }

    int opCode() {
        return opCode;
    }

    /** As the client names it; null if the request has none. */
    String path() {
        return path;
    }

    Request request() {
        return request;
    }

    CompletableFuture<T> future() {
        return future;
    }

    int xid() {
        return xid;
    }

    void sentAs(int number) {
        xid = number;
    }

    /** When it fails if it has no reply, in ms of the session's clock. */
    long deadline() {
        return deadline;
    }

    void expireAt(long time) {
        deadline = time;
    }

    /** Fails, with a reply still to come. */
    void expire(String why, Callbacks callbacks) {
        over = true;
        failBecause(ErrorCode.REQUEST_TIMEOUT, why, callbacks);
    }

    /** Whether it has failed before its reply, which then counts for nothing. */
    boolean isOver() {
        return over;
    }

    /** Throws MalformedRecordException, before anything happens, if the body does not parse. */
    void onReply(int err, long zxid, JuteReader body, WatchRegistry watches, Callbacks callbacks) {
        ErrorCode code = ErrorCode.of(err);
        boolean absence = code == ErrorCode.NO_NODE && resultIfAbsent != null;
        if (err != 0 && !absence) {
            callbacks.fail(future, KeeperException.ofReply(code, path, zxid));
            return;
        }
        try {
            T result = absence ? resultIfAbsent : decoder.decode(body);
            onSuccess.run(watches, code);
            callbacks.complete(future, result);
        } catch (KeeperException e) {
            callbacks.fail(future, e.at(zxid));
        }
    }

    void fail(ErrorCode code, Callbacks callbacks) {
        callbacks.fail(future, KeeperException.of(code, path));
    }

    /** Fails with the usual message, and why. */
    void failBecause(ErrorCode code, String why, Callbacks callbacks) {
        callbacks.fail(future, KeeperException.because(code, path, why));
    }

    void fail(ErrorCode code, String why, Callbacks callbacks) {
        String subject = OpCode.name(opCode) + (path == null ? "" : " " + path);
        callbacks.fail(future, KeeperException.of(code, path, subject + ": " + why));
    }

    void fail(RuntimeException cause, Callbacks callbacks) {
        callbacks.fail(future, cause);
    }
}
