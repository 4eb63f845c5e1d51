package io.quorate.server.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.quorate.tls.TlsContext;
import io.quorate.tls.TlsPort;
import io.quorate.tree.acl.AuthProvider;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.security.auth.x500.X500Principal;

/** TLS at the ports for clients: how many may shake hands at a time, and who they are by their certificates. For any thread. */
public final class ClientTls {
    private static final int UNLIMITED = -1;

    private final TlsPort port;
    private final TlsPort unifiedPort;
    private final AuthProvider provider;
    private final Rules rules;
    private final AtomicInteger outstanding = new AtomicInteger();
    private final LongAdder failed = new LongAdder();
    private final LongAdder exceeded = new LongAdder();

    /**
     * What is allowed.
     *
     * @param unified whether the port for plain text takes TLS
     * @param outstandingMax handshakes at a time; -1: any number
     * @param open whether handshakes are begun at all now
     */
    public record Rules(boolean unified, int outstandingMax, BooleanSupplier open) {}

    /** @param provider makes ids of clients' certificates */
    public ClientTls(TlsContext context, AuthProvider provider, Rules rules) {
        this.port = new TlsPort(context, false, ClientTls::refused);
        this.unifiedPort = rules.unified() ? new TlsPort(context, true, ClientTls::refused) : null;
        this.provider = provider;
        this.rules = rules;
    }

    private static void refused(Channel channel, String why) {
        NettyServerCnxn cnxn = channel.pipeline().get(NettyServerCnxn.class);
        if (cnxn != null && cnxn.session() != null) {
            cnxn.malformed(why);
        }
    }

    TlsPort port() {
        return port;
    }

    /** Null if the port for plain text takes nothing else. */
    TlsPort unifiedPort() {
        return unifiedPort;
    }

    int outstanding() {
        return outstanding.get();
    }

    /** Adds TLS to a pipeline that has no other handler yet. */
    void secure(TlsPort at, Channel channel, NettyServerCnxn cnxn) {
        at.secure(channel, handler -> begun(channel, handler));
        channel.pipeline().addLast(new Certificates(cnxn));
    }

    private void begun(Channel channel, SslHandler handler) {
        int now = outstanding.incrementAndGet();
        // Not the handshake's own future: a connection may be closed before it has begun.
        channel.closeFuture().addListener(closed -> settle(handler));
        if (channel.isRegistered() && !admits(now)) {
            channel.close();
        }
    }

    /** How many handshakes failed. */
    long failed() {
        return failed.sum();
    }

    /** How many connections were refused because of others that were shaking hands. */
    long exceeded() {
        return exceeded.sum();
    }

    /** Whether one more handshake may be begun. */
    boolean admits() {
        return admits(outstanding.get() + 1);
    }

    private boolean admits(int count) {
        boolean fits = rules.outstandingMax() == UNLIMITED || count <= rules.outstandingMax();
        if (!fits) {
            exceeded.increment();
        }
        return fits && rules.open().getAsBoolean();
    }

    /** A handshake that was counted is over, for better or worse. */
    private void settle(SslHandler handler) {
        if (!handler.handshakeFuture().isSuccess()) {
            outstanding.decrementAndGet();
            failed.increment();
        }
    }

    /** Learns from the handshake whom the client's certificate is for. Belongs to the connection's loop. */
    private final class Certificates extends ChannelInboundHandlerAdapter {
        private final NettyServerCnxn cnxn;

        Certificates(NettyServerCnxn cnxn) {
            this.cnxn = cnxn;
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event instanceof SslHandshakeCompletionEvent handshake && handshake.isSuccess()) {
                outstanding.decrementAndGet();
                X500Principal subject = subject(ctx.pipeline().get(SslHandler.class));
                if (!cnxn.session().secured(subject, provider)) {
                    cnxn.malformed("the scheme " + provider.scheme() + " refuses its certificate, of " + subject);
                    ctx.close();
                }
            }
            ctx.fireUserEventTriggered(event);
        }

        private static X500Principal subject(SslHandler handler) {
            try {
                Certificate[] chain = handler.engine().getSession().getPeerCertificates();
                return ((X509Certificate) chain[0]).getSubjectX500Principal();
            } catch (SSLPeerUnverifiedException e) {
                return null;
            }
        }
    }
}
