package io.quorate.server.net;

import io.netty.channel.Channel;

/**
 * Whom this server reaches, and who reaches it. Every connection between two servers is dialled by one of them, so that a link is cut if
 * both are told to. Called on any loop.
 */
public interface LinkFilter {
    /** Nobody stands between. */
    LinkFilter OPEN = new LinkFilter() {
        @Override
        public boolean reaches(long sid) {
            return true;
        }

        @Override
        public boolean dialled(long sid, Channel channel) {
            return true;
        }

        @Override
        public boolean accepted(Channel client) {
            return true;
        }
    };

    /** Whether a server can be dialled now. */
    boolean reaches(long sid);

    /** A connection to a server was made; false closes it. The filter may close it later. */
    boolean dialled(long sid, Channel channel);

    /** A client has connected; false closes the connection. The filter may close it later. */
    boolean accepted(Channel client);
}
