package io.quorate.server.net;

import io.netty.channel.Channel;
import io.netty.handler.ssl.SslHandler;
import io.quorate.tls.TlsContext;
import io.quorate.tls.TlsFailures;
import io.quorate.tls.TlsPort;
import java.util.function.Consumer;

/**
 * TLS between servers: at the ports where they connect to us, and where we connect to them. While an ensemble moves from plain text to
 * TLS, ports take both (spec: zab-protocol §11). For any thread.
 */
public final class PeerTls {
    /** Plain text alone. */
    public static final PeerTls NONE = new PeerTls(null, false, null);

    private final TlsContext accepting;
    private final boolean plainToo;
    private final TlsContext dialling;

    /**
     * @param accepting for those who connect to us; null if they come in plain text
     * @param plainToo whether they may come in plain text all the same
     * @param dialling for those whom we connect to; null: in plain text
     */
    public PeerTls(TlsContext accepting, boolean plainToo, TlsContext dialling) {
        this.accepting = accepting;
        this.plainToo = plainToo;
        this.dialling = dialling;
    }

    /**
     * Prepares an accepted channel that has no handler yet.
     *
     * @param refused is told why the connection is closed, on its loop
     */
    void accepted(Channel channel, Consumer<String> refused) {
        if (accepting != null) {
            new TlsPort(accepting, plainToo, (closed, why) -> refused.accept(why)).secure(channel);
        }
    }

    /** Whether we connect with TLS. */
    boolean dials() {
        return dialling != null;
    }

    /**
     * Prepares a channel to another server.
     *
     * @param host its name as it was configured, which its certificate has to be for
     * @param refused is told why the connection fails, on its loop
     */
    SslHandler dialled(Channel channel, String host, int port, int handshakeMillisMax, Consumer<String> refused) {
        SslHandler handler = dialling.newHandler(channel.alloc(), host, port);
        handler.setHandshakeTimeoutMillis(handshakeMillisMax);
        channel.pipeline().addLast(handler, new TlsFailures(refused));
        return handler;
    }
}
