package io.quorate.server.sasl;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.quorate.jute.MalformedRecordException;
import io.quorate.sasl.ClientExchange;
import io.quorate.server.net.AuthPackets;
import io.quorate.server.net.PeerAuth;
import java.util.function.Consumer;

/** The end of the server that has dialled, which proves who it is. Belongs to the connection's loop. */
final class DiallerHandshake implements PeerAuth.Handshake {
    private final Steps steps;
    private final Channel channel;
    private final Consumer<String> done;
    /** Used on the threads of the steps, of which one is under way at a time. */
    private ClientExchange exchange;

    private boolean busy = true;
    private boolean complete;
    private boolean over;

    /** What a step came to. */
    private record Taken(byte[] token, boolean complete) {}

    DiallerHandshake(Steps steps, Channel channel, Steps.Step<ClientExchange> newExchange, Consumer<String> done) {
        this.steps = steps;
        this.channel = channel;
        this.done = done;
        steps.run(
                () -> {
                    exchange = newExchange.take();
                    return new Taken(exchange.first(), exchange.isComplete());
                },
                this::send,
                this::end);
    }

    private void send(Taken taken) {
        busy = false;
        complete = taken.complete();
        AuthPackets.send(channel, AuthPackets.IN_PROGRESS, taken.token());
    }

    @Override
    public void onBytes(ByteBuf in) {
        if (busy || over) {
            return;
        }
        try {
            AuthPackets.Packet packet = AuthPackets.tryRead(in);
            if (packet != null) {
                onPacket(packet);
            }
        } catch (MalformedRecordException e) {
            end(e.getMessage());
        }
    }

    private void onPacket(AuthPackets.Packet packet) {
        boolean success = packet.status() == AuthPackets.SUCCESS;
        if (!success && packet.status() != AuthPackets.IN_PROGRESS) {
            end("it refused to authenticate this server");
        } else if (complete) {
            end(success ? null : "it goes on after the end of the authentication");
        } else {
            busy = true;
            steps.run(
                    () -> new Taken(exchange.step(packet.token()), exchange.isComplete()),
                    success ? this::onLast : this::send,
                    this::end);
        }
    }

    /** The other server says that all is done: it must have proved itself, too, and nothing may be left to send. */
    private void onLast(Taken taken) {
        boolean fine = taken.complete() && taken.token() == null;
        end(fine ? null : "it ended the authentication too early");
    }

    private void end(String failure) {
        if (!over) {
            over = true;
            done.accept(failure);
        }
    }

    @Override
    public boolean isSilenceFine() {
        return false;
    }
}
