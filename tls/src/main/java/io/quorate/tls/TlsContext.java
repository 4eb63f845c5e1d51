package io.quorate.tls;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.IdentityCipherSuiteFilter;
import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertPathBuilder;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.PKIXRevocationChecker;
import java.security.cert.X509CertSelector;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Supplier;
import javax.net.ssl.CertPathTrustManagerParameters;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * One side of encrypted connections: what is made of the files that {@link TlsSettings} name. Handshakes compute on threads of their
 * own ({@link HandshakeThreads}), never on an event loop. May be used by any thread.
 */
public final class TlsContext {
    private static final String HTTPS = "HTTPS";

    private final boolean client;
    private final String prefix;
    private final TlsSettings settings;
    /** Replaced as a whole by {@link #reload}. */
    private volatile SslContext context;

    private TlsContext(boolean client, String prefix, TlsSettings settings) throws TlsException {
        this.client = client;
        this.prefix = prefix;
        this.settings = settings;
        this.context = build();
    }

    /**
     * For those who connect to us.
     *
     * @param prefix what the keys of these settings begin with, {@code ssl.} or {@code ssl.quorum.}; for messages
     * @throws TlsException if it cannot be made, with what is to be done
     */
    public static TlsContext forServer(String prefix, TlsSettings settings) throws TlsException {
        return new TlsContext(false, prefix, settings);
    }

    /** For servers that we connect to; otherwise as {@link #forServer}. */
    public static TlsContext forClient(String prefix, TlsSettings settings) throws TlsException {
        return new TlsContext(true, prefix, settings);
    }

    /** The settings that it was made from. */
    public TlsSettings settings() {
        return settings;
    }

    String prefix() {
        return prefix;
    }

    /** Reads the files again, for connections to come. If that fails, everything stays as it was. */
    public void reload() throws TlsException {
        context = build();
    }

    /** What the files look like from outside; differs once one of them was changed. */
    String stamp() {
        return StoreFile.stamp(settings.keyStore().location())
                + ' '
                + StoreFile.stamp(settings.trustStore().location())
                + ' '
                + StoreFile.stamp(settings.keyStore().passwordPath())
                + ' '
                + StoreFile.stamp(settings.trustStore().passwordPath());
    }

    /**
     * A handler for one connection.
     *
     * @param host of a server that we connect to: its name as it was configured, which its certificate has to be for. Of whoever
     *     connects to us: its address.
     */
    public SslHandler newHandler(ByteBufAllocator allocator, String host, int port) {
        SSLEngine engine = context.newEngine(allocator, host, port);
        if (client) {
            SSLParameters parameters = engine.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm(settings.hostnameVerification() ? HTTPS : "");
            engine.setSSLParameters(parameters);
        }
        return new SslHandler(engine, HandshakeThreads.executor());
    }

    // ---- making it

    private SslContext build() throws TlsException {
        try {
            return settings.contextSupplier() == null ? ofFiles() : supplied();
        } catch (SSLException | GeneralSecurityException | IllegalArgumentException e) {
            throw new TlsException(
                    prefix + "*: no TLS with these settings: " + StoreFile.reason(e) + ". Look at " + prefix
                            + "protocol, " + prefix + "enabledProtocols and " + prefix + "ciphersuites.",
                    e);
        }
    }

    private SslContext ofFiles() throws TlsException, SSLException, GeneralSecurityException {
        KeyManager keys = keyManager();
        if (!client && keys == null) {
            throw new TlsException(
                    prefix + "keyStore.location: missing. A server needs a key and a certificate: a file of type JKS,"
                            + " PKCS12 or PEM.",
                    null);
        }
        SslContextBuilder builder = client ? SslContextBuilder.forClient() : SslContextBuilder.forServer(keys);
        if (client && keys != null) {
            builder.keyManager(keys);
        }
        TrustManager trusted = trustManager();
        if (trusted != null) {
            builder.trustManager(trusted);
        }
        if (!settings.cipherSuites().isEmpty()) {
            builder.ciphers(settings.cipherSuites());
        }
        return builder.protocols(settings.versions())
                .clientAuth(clientAuth())
                .sslProvider(provider())
                // Each engine is told.
                .endpointIdentificationAlgorithm(null)
                .build();
    }

    private SslProvider provider() throws TlsException {
        if (settings.provider() == TlsSettings.Provider.JDK) {
            return SslProvider.JDK;
        }
        if (!OpenSsl.isAvailable()) {
            throw new TlsException(
                    prefix
                            + "sslProvider=OpenSSL: netty-tcnative is not there. Put its jars (netty-tcnative-classes,"
                            + " and netty-tcnative-boringssl-static for this machine) into lib/, or delete the line.",
                    OpenSsl.unavailabilityCause());
        }
        return SslProvider.OPENSSL;
    }

    private io.netty.handler.ssl.ClientAuth clientAuth() {
        return switch (settings.clientAuth()) {
            case NONE -> io.netty.handler.ssl.ClientAuth.NONE;
            case WANT -> io.netty.handler.ssl.ClientAuth.OPTIONAL;
            case NEED -> io.netty.handler.ssl.ClientAuth.REQUIRE;
        };
    }

    /** Null if there is no key store. */
    private KeyManager keyManager() throws TlsException, GeneralSecurityException {
        if (settings.keyStore().location() == null) {
            return null;
        }
        StoreFile file = new StoreFile(prefix + "keyStore", settings.keyStore());
        KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
        factory.init(file.keys(), file.password());
        return factory.getKeyManagers()[0];
    }

    /** Null if what the Java runtime trusts counts. */
    private TrustManager trustManager() throws TlsException, GeneralSecurityException {
        if (settings.trustStore().location() == null) {
            if (!client && settings.clientAuth() != TlsSettings.ClientAuth.NONE) {
                throw new TlsException(
                        prefix
                                + "trustStore.location: missing. It has the certificates that those of clients have to"
                                + " be signed by; without it, any certificate that was ever bought would do. Clients"
                                + " need no certificate with " + prefix + "clientAuth=none.",
                        null);
            }
            return null;
        }
        KeyStore trusted = new StoreFile(prefix + "trustStore", settings.trustStore()).trusted();
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
        factory.init(new CertPathTrustManagerParameters(pathParameters(trusted)));
        X509ExtendedTrustManager manager = (X509ExtendedTrustManager) factory.getTrustManagers()[0];
        boolean names = !client && settings.hostnameVerification() && settings.clientHostnameVerification();
        return names ? new ClientNames(manager, prefix + "clientHostnameVerification") : manager;
    }

    private PKIXBuilderParameters pathParameters(KeyStore trusted) throws GeneralSecurityException {
        PKIXBuilderParameters parameters = new PKIXBuilderParameters(trusted, new X509CertSelector());
        parameters.setRevocationEnabled(settings.crl() || settings.ocsp());
        if (parameters.isRevocationEnabled()) {
            PKIXRevocationChecker checker =
                    (PKIXRevocationChecker) CertPathBuilder.getInstance("PKIX").getRevocationChecker();
            Set<PKIXRevocationChecker.Option> options = EnumSet.noneOf(PKIXRevocationChecker.Option.class);
            if (!settings.ocsp()) {
                options.add(PKIXRevocationChecker.Option.PREFER_CRLS);
            }
            if (!settings.ocsp() || !settings.crl()) {
                options.add(PKIXRevocationChecker.Option.NO_FALLBACK);
            }
            checker.setOptions(options);
            parameters.addCertPathChecker(checker);
        }
        return parameters;
    }

    /** What a class of the operator's makes. */
    private SslContext supplied() throws TlsException {
        String key = prefix + "context.supplier.class";
        Object made;
        try {
            made = Class.forName(settings.contextSupplier())
                    .asSubclass(Supplier.class)
                    .getDeclaredConstructor()
                    .newInstance()
                    .get();
        } catch (ReflectiveOperationException | ClassCastException e) {
            throw new TlsException(
                    key + "=" + settings.contextSupplier() + ": " + e
                            + ". It has to be on the class path (a jar in lib/), with a public constructor without"
                            + " arguments, and a Supplier<SSLContext>.",
                    e);
        }
        if (!(made instanceof SSLContext jdk)) {
            throw new TlsException(
                    key + "=" + settings.contextSupplier() + " gave no SSLContext, but " + made + ".", null);
        }
        return new JdkSslContext(
                jdk,
                client,
                settings.cipherSuites().isEmpty() ? null : settings.cipherSuites(),
                IdentityCipherSuiteFilter.INSTANCE,
                ApplicationProtocolConfig.DISABLED,
                clientAuth(),
                settings.versions().toArray(String[]::new),
                false);
    }
}
