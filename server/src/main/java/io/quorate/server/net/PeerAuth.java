package io.quorate.server.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.util.function.Consumer;

/**
 * How servers prove to each other who they are, before they say anything else on a connection (spec: zab-protocol §12). Its objects
 * belong to the loop of their connection.
 */
public interface PeerAuth {
    /** Servers do not ask each other who they are. */
    PeerAuth NONE = new PeerAuth() {
        @Override
        public Handshake accepted(Channel channel, Consumer<String> done) {
            return null;
        }

        @Override
        public Handshake dialled(Channel channel, String host, Consumer<String> done) {
            return null;
        }
    };

    /**
     * For a connection of another server. It begins with what that sends.
     *
     * @param done is called on the loop at the end, with what is wrong or null; never from within this call
     * @return null if nobody is asked
     */
    Handshake accepted(Channel channel, Consumer<String> done);

    /**
     * For a connection to another server, which begins to authenticate.
     *
     * @param host of the other server, as configured
     * @param done is called on the loop at the end, with what is wrong or null; never from within this call
     * @return null if this server does not authenticate
     */
    Handshake dialled(Channel channel, String host, Consumer<String> done);

    /** What goes on until it is done. */
    interface Handshake {
        /** Takes what has come, as far as it is the handshake's; what is behind that is left. */
        void onBytes(ByteBuf in);

        /** Whether a connection that ends before a single byte has come is as good as one that has authenticated. */
        boolean isSilenceFine();
    }
}
