package io.quorate.tls;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;

/**
 * Stands behind the handler of TLS, and tells in words why a connection fails: once, and not as an error of this server, since the other
 * end is what is to be looked at. Belongs to its channel.
 */
public final class TlsFailures extends ChannelInboundHandlerAdapter {
    private final Consumer<String> failed;
    private boolean told;

    /** @param failed is told why the connection is closed */
    public TlsFailures(Consumer<String> failed) {
        this.failed = failed;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof SslHandshakeCompletionEvent handshake && !handshake.isSuccess()) {
            tell(handshake.cause());
        }
        ctx.fireUserEventTriggered(event);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        Throwable actual = cause instanceof DecoderException && cause.getCause() != null ? cause.getCause() : cause;
        if (actual instanceof SSLException) {
            tell(actual);
            ctx.close();
        } else {
            ctx.fireExceptionCaught(cause);
        }
    }

    private void tell(Throwable cause) {
        if (!told) {
            told = true;
            failed.accept(text(cause));
        }
    }

    /** What went wrong, for people. */
    public static String text(Throwable cause) {
        if (cause instanceof NotSslRecordException) {
            return "TLS: the other end does not speak TLS";
        }
        StringBuilder text = new StringBuilder("TLS: ");
        String before = null;
        for (Throwable each = cause; each != null; each = each.getCause()) {
            String message = each.getMessage() == null ? each.getClass().getSimpleName() : each.getMessage();
            // The JDK wraps, and says the same again.
            if (before == null || !before.contains(message)) {
                text.append(before == null ? "" : ": ").append(message);
                before = message;
            }
        }
        if (text.indexOf("Empty client certificate chain") >= 0) {
            text.append(" (it has no certificate, or none that our trust store would believe)");
        } else if (text.indexOf("unable to find valid certification path") >= 0) {
            text.append(" (the trust store does not have whoever signed its certificate)");
        } else if (text.indexOf("fatal alert: ") >= 0 && text.indexOf("certificate") >= 0) {
            text.append(" (the other end does not accept our certificate; its log says why)");
        }
        return text.toString();
    }
}
