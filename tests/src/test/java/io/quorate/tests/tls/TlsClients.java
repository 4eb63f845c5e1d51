package io.quorate.tests.tls;

import io.quorate.tests.harness.Await;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.client.ZKClientConfig;

/** Clients that speak TLS: the released one, and sockets of the JDK. Key stores are PKCS12 with {@link Authority#PASSWORD}. */
final class TlsClients {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final int SESSION_TIMEOUT_MILLIS = 30_000;
    private static final int SOCKET_TIMEOUT_MILLIS = 10_000;

    private TlsClients() {}

    /** A session of the released client. */
    static ZooKeeper released(String host, int port, Path keyStore, Path trustStore) throws IOException {
        ZooKeeper zk = new ZooKeeper(
                host + ":" + port, SESSION_TIMEOUT_MILLIS, event -> {}, releasedConfig(keyStore, trustStore));
        Await.until("connected with TLS to " + host + ":" + port, LIMIT, () -> zk.getState()
                .isConnected());
        return zk;
    }

    static ZKClientConfig releasedConfig(Path keyStore, Path trustStore) {
        ZKClientConfig config = new ZKClientConfig();
        config.setProperty("zookeeper.client.secure", "true");
        config.setProperty("zookeeper.clientCnxnSocket", "org.apache.zookeeper.ClientCnxnSocketNetty");
        config.setProperty("zookeeper.ssl.keyStore.location", keyStore.toString());
        config.setProperty("zookeeper.ssl.keyStore.password", Authority.PASSWORD);
        config.setProperty("zookeeper.ssl.trustStore.location", trustStore.toString());
        config.setProperty("zookeeper.ssl.trustStore.password", Authority.PASSWORD);
        return config;
    }

    /** A connection to a loopback port on which nothing was said yet. */
    static Socket connect(int port, Path keyStore, Path trustStore) throws IOException, GeneralSecurityException {
        TrustManagerFactory trusted = TrustManagerFactory.getInstance("PKIX");
        trusted.init(load(trustStore));
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keyStore == null ? null : keys(keyStore), trusted.getTrustManagers(), null);
        Socket socket = context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(SOCKET_TIMEOUT_MILLIS);
        return socket;
    }

    /** A loopback port at which a certificate is shown and none is asked for. */
    static ServerSocket listen(int port, Path keyStore) throws IOException, GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys(keyStore), null, null);
        ServerSocket socket =
                context.getServerSocketFactory().createServerSocket(port, 10, InetAddress.getLoopbackAddress());
        socket.setSoTimeout(2 * SOCKET_TIMEOUT_MILLIS);
        return socket;
    }

    private static KeyManager[] keys(Path keyStore) throws IOException, GeneralSecurityException {
        KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(load(keyStore), Authority.PASSWORD.toCharArray());
        return keys.getKeyManagers();
    }

    private static KeyStore load(Path file) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, Authority.PASSWORD.toCharArray());
        }
        return store;
    }

    /** The answer to a four-letter word. */
    static String ask(int port, String word, Path keyStore, Path trustStore)
            throws IOException, GeneralSecurityException {
        try (Socket socket = connect(port, keyStore, trustStore)) {
            socket.getOutputStream().write(word.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
