package io.quorate.server.sasl;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.quorate.jute.MalformedRecordException;
import io.quorate.sasl.ServerExchange;
import io.quorate.server.net.AuthPackets;
import io.quorate.server.net.PeerAuth;
import java.util.function.Consumer;

/** The end of the server that was dialled. Belongs to the connection's loop. */
final class AcceptorHandshake implements PeerAuth.Handshake {
    /** No mechanism needs more rounds. */
    private static final int ROUNDS_MAX = 5;

    private final Steps steps;
    private final Channel channel;
    private final Steps.Step<ServerExchange> newExchange;
    private final boolean required;
    private final Consumer<String> done;
    /** Used on the threads of the steps, of which one is under way at a time. */
    private ServerExchange exchange;

    private boolean begun;
    private boolean busy;
    private boolean over;
    private int rounds;

    /** What a step came to. */
    private record Taken(byte[] challenge, boolean complete) {}

    AcceptorHandshake(
            Steps steps,
            Channel channel,
            Steps.Step<ServerExchange> newExchange,
            boolean required,
            Consumer<String> done) {
        this.steps = steps;
        this.channel = channel;
        this.newExchange = newExchange;
        this.required = required;
        this.done = done;
    }

    @Override
    public void onBytes(ByteBuf in) {
        if (busy || over) {
            return;
        }
        if (!begun && !AuthPackets.mayBegin(in)) {
            end(required ? "it does not authenticate, which quorum.auth.serverRequireSasl=true asks for" : null);
            return;
        }
        if (in.readableBytes() < Long.BYTES) {
            return;
        }
        begun = true;
        try {
            AuthPackets.Packet packet = AuthPackets.tryRead(in);
            if (packet != null) {
                onPacket(packet);
            }
        } catch (MalformedRecordException e) {
            refuse(e.getMessage());
        }
    }

    private void onPacket(AuthPackets.Packet packet) {
        if (packet.status() != AuthPackets.IN_PROGRESS) {
            refuse("it ended the authentication with status " + packet.status());
            return;
        }
        busy = true;
        steps.run(() -> taken(packet.token()), this::onTaken, this::refuse);
    }

    private Taken taken(byte[] token) throws javax.security.sasl.SaslException {
        if (exchange == null) {
            exchange = newExchange.take();
        }
        byte[] challenge = exchange.step(token);
        return new Taken(challenge, exchange.isComplete());
    }

    private void onTaken(Taken taken) {
        busy = false;
        rounds++;
        if (taken.complete()) {
            AuthPackets.send(channel, AuthPackets.SUCCESS, taken.challenge());
            end(null);
        } else if (rounds > ROUNDS_MAX) {
            refuse("it needs too many rounds to authenticate");
        } else {
            AuthPackets.send(channel, AuthPackets.IN_PROGRESS, taken.challenge());
        }
    }

    private void refuse(String reason) {
        AuthPackets.send(channel, AuthPackets.ERROR, new byte[0]);
        end("it failed to authenticate: " + reason);
    }

    private void end(String failure) {
        over = true;
        done.accept(failure);
    }

    @Override
    public boolean isSilenceFine() {
        return !required && !begun;
    }
}
