package io.quorate.client;

import io.quorate.jute.ErrorCode;
import io.quorate.jute.JuteReader;
import io.quorate.jute.proto.SaslRequest;
import io.quorate.jute.proto.SaslResponse;

/** The SASL exchange at the beginning of a connection, for which everything else waits. Belongs to the session's event loop. */
final class SaslPhase {
    private final Transport transport;
    private boolean running;
    /** Whether this side is satisfied. */
    private boolean complete;

    private byte[] token;
    private String failure;

    SaslPhase(Transport transport) {
        this.transport = transport;
    }

    /** What the session has to do now. */
    enum Next {
        NOTHING,
        /** {@link SaslPhase#request}. */
        SEND,
        GO_ON,
        /** See {@link SaslPhase#failure}. */
        GIVE_UP,
        /** The server has said what it was not asked. */
        LEAVE
    }

    boolean isRunning() {
        return running;
    }

    /** Begins with a server, if SASL is wanted; {@link #isRunning} tells. */
    void begin(HostPort server) {
        complete = false;
        running = transport.beginSasl(server);
    }

    void onDisconnected() {
        running = false;
    }

    /** The answer to what the transport was asked for. */
    Next onStep(SaslStep step) {
        if (!running) {
            return Next.NOTHING;
        }
        complete = step.complete();
        if (step.failure() != null) {
            return fail(step.failure());
        }
        token = step.token();
        if (token != null) {
            return Next.SEND;
        }
        return complete ? end() : Next.NOTHING;
    }

    /** The server's answer to a token. */
    Next onReply(int err, JuteReader body) {
        if (!running) {
            return Next.LEAVE;
        }
        if (err != 0) {
            return fail("it was refused, " + ErrorCode.of(err));
        }
        if (complete) {
            return end();
        }
        transport.stepSasl(SaslResponse.read(body).token());
        return Next.NOTHING;
    }

    SaslRequest request() {
        return new SaslRequest(token);
    }

    String failure() {
        return failure;
    }

    private Next fail(String why) {
        failure = why;
        return Next.GIVE_UP;
    }

    private Next end() {
        running = false;
        return Next.GO_ON;
    }
}
