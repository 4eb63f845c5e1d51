package io.quorate.tls;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Properties;

/** TLS of a client as released clients are told of it: by properties, of the Java runtime or of a file. */
public final class ClientProperties {
    /** What the properties of keys and certificates begin with. */
    public static final String PREFIX = "zookeeper.ssl.";

    private static final String SECURE = "zookeeper.client.secure";

    private final Properties properties;

    private ClientProperties(Properties properties) {
        this.properties = properties;
    }

    /**
     * The context for servers that is asked for.
     *
     * @return null if TLS is not asked for: {@code zookeeper.client.secure} is not {@code true}
     * @throws TlsException if it cannot be made, with what is to be done
     */
    public static TlsContext context(Properties properties) throws TlsException {
        return Boolean.parseBoolean(properties.getProperty(SECURE, "").strip())
                ? TlsContext.forClient(PREFIX, new ClientProperties(properties).settings())
                : null;
    }

    private TlsSettings settings() throws TlsException {
        TlsSettings defaults = TlsSettings.forClients();
        return new TlsSettings(
                store("keyStore."),
                store("trustStore."),
                text("protocol", defaults.protocol()),
                words("enabledProtocols"),
                words("ciphersuites"),
                defaults.clientAuth(),
                flag("hostnameVerification", defaults.hostnameVerification()),
                false,
                flag("crl", false),
                flag("ocsp", false),
                text("context.supplier.class", null),
                "OPENSSL".equals(text("sslProvider", "JDK").toUpperCase(Locale.ROOT))
                        ? TlsSettings.Provider.OPENSSL
                        : TlsSettings.Provider.JDK,
                defaults.handshakeDetectionTimeoutMillis());
    }

    private TlsSettings.Store store(String name) throws TlsException {
        String password = text(name + "password", null);
        return new TlsSettings.Store(
                path(name + "location"),
                password == null ? null : new Password(password),
                path(name + "passwordPath"),
                text(name + "type", null));
    }

    private String text(String name, String otherwise) {
        String value = properties.getProperty(PREFIX + name);
        return value == null || value.isBlank() ? otherwise : value.strip();
    }

    private List<String> words(String name) {
        return Arrays.stream(text(name, "").split(","))
                .map(String::strip)
                .filter(word -> !word.isEmpty())
                .toList();
    }

    private boolean flag(String name, boolean otherwise) {
        return Boolean.parseBoolean(text(name, Boolean.toString(otherwise)));
    }

    private Path path(String name) throws TlsException {
        String text = text(name, null);
        try {
            return text == null ? null : Path.of(text);
        } catch (InvalidPathException e) {
            throw new TlsException(PREFIX + name + ": " + text + " is no path: " + e.getReason() + ".", e);
        }
    }
}
