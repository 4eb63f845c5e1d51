package io.quorate.tests.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.tls.Password;
import io.quorate.tls.TlsContext;
import io.quorate.tls.TlsException;
import io.quorate.tls.TlsSettings;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.Security;
import java.util.Collections;
import java.util.function.Supplier;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.net.ssl.SSLContext;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files with keys and certificates, of every type; and what is said of those that are of no use. */
class StoreFilesTest {
    private static final Password PASSWORD = new Password(Authority.PASSWORD);

    @TempDir
    Path files;

    private Authority authority;
    private Authority.Identity identity;

    @BeforeEach
    void authority() throws Exception {
        authority = new Authority("Quorate test authority");
        identity = authority.issue("CN=server", null, "localhost");
    }

    private static TlsContext context(TlsSettings.Store keys, TlsSettings.Store trusted) throws TlsException {
        return TlsContext.forServer("ssl.", TlsSettings.forClients().with(keys, trusted));
    }

    private static TlsSettings.Store store(Path file, Password password) {
        return new TlsSettings.Store(file, password, null, null);
    }

    @Test
    void everyTypeIsRead() throws Exception {
        for (String ending : new String[] {"p12", "jks", "pem"}) {
            Path keys = Authority.keyStore(files.resolve("keys." + ending), identity);
            Path trusted = Authority.trustStore(files.resolve("trusted." + ending), authority);
            assertThat(context(store(keys, PASSWORD), store(trusted, PASSWORD))).isNotNull();
        }
    }

    /** The provider is the operator's, as is its jar. */
    @Test
    void aFileOfBouncyCastleIsReadIfItsProviderIsThere() throws Exception {
        Provider provider = new BouncyCastleProvider();
        Security.addProvider(provider);
        try {
            Path keys = copied(Authority.keyStore(files.resolve("keys.p12"), identity), files.resolve("keys.bcfks"));
            Path trusted = copied(
                    Authority.trustStore(files.resolve("trusted.p12"), authority), files.resolve("trusted.bcfks"));
            assertThat(context(store(keys, PASSWORD), store(trusted, PASSWORD))).isNotNull();
            assertThat(mistake(store(keys, new Password("wrong")), store(trusted, PASSWORD)))
                    .startsWith("ssl.keyStore.location: the file " + keys + " (BCFKS) cannot be read")
                    .contains("is ssl.keyStore.password right?");
        } finally {
            Security.removeProvider(provider.getName());
        }
    }

    private static Path copied(Path pkcs12, Path bcfks) throws Exception {
        char[] password = Authority.PASSWORD.toCharArray();
        KeyStore from = KeyStore.getInstance(pkcs12.toFile(), password);
        KeyStore to = KeyStore.getInstance("BCFKS");
        to.load(null, null);
        for (String alias : Collections.list(from.aliases())) {
            if (from.isKeyEntry(alias)) {
                to.setKeyEntry(alias, from.getKey(alias, password), password, from.getCertificateChain(alias));
            } else {
                to.setCertificateEntry(alias, from.getCertificate(alias));
            }
        }
        try (OutputStream out = Files.newOutputStream(bcfks)) {
            to.store(out, password);
        }
        return bcfks;
    }

    @Test
    void aPemFileMayHaveAnEncryptedKeyAndAPasswordInAFile() throws Exception {
        Path keys = Files.writeString(
                files.resolve("keys.pem"),
                Authority.pem("ENCRYPTED PRIVATE KEY", encrypted(identity.key()))
                        + Authority.pem("CERTIFICATE", identity.certificate().getEncoded()));
        Path trusted = Authority.trustStore(files.resolve("trusted.pem"), authority);
        Path password = Files.writeString(files.resolve("password"), Authority.PASSWORD + "\n");
        TlsSettings.Store named = new TlsSettings.Store(keys, null, password, "PEM");
        assertThat(context(named, store(trusted, null))).isNotNull();
        assertThatThrownBy(() -> context(store(keys, null), store(trusted, null)))
                .isInstanceOf(TlsException.class)
                .hasMessageContaining("ssl.keyStore.password: it is not the password of " + keys);
    }

    private static byte[] encrypted(PrivateKey key) throws Exception {
        String algorithm = "PBEWithHmacSHA256AndAES_256";
        SecretKey secret = SecretKeyFactory.getInstance(algorithm)
                .generateSecret(new PBEKeySpec(Authority.PASSWORD.toCharArray()));
        Cipher cipher = Cipher.getInstance(algorithm);
        cipher.init(Cipher.ENCRYPT_MODE, secret);
        byte[] pbes2 = Der.sequence(
                Der.oid("1.2.840.113549.1.5.13"), cipher.getParameters().getEncoded());
        return Der.sequence(pbes2, Der.octets(cipher.doFinal(key.getEncoded())));
    }

    @Test
    void mistakesAreToldWithKeyFileAndWhatToDo() throws Exception {
        Path keys = Authority.keyStore(files.resolve("keys.p12"), identity);
        Path trusted = Authority.trustStore(files.resolve("trusted.p12"), authority);
        TlsSettings.Store right = store(keys, PASSWORD);
        TlsSettings.Store believed = store(trusted, PASSWORD);
        assertThat(mistake(store(keys, new Password("wrong")), believed))
                .startsWith("ssl.keyStore.password: it is not the password of " + keys);
        assertThat(mistake(store(files.resolve("none.p12"), PASSWORD), believed))
                .startsWith("ssl.keyStore.location: the file " + files.resolve("none.p12"))
                .contains("there is no such file");
        assertThat(mistake(store(Files.writeString(files.resolve("keys.txt"), "?"), PASSWORD), believed))
                .contains("the ending of")
                .contains("Add ssl.keyStore.type=");
        assertThat(mistake(believed, believed)).contains("has no private key, but certificates only");
        assertThat(mistake(right, store(trusted, null))).startsWith("ssl.trustStore.");
        assertThat(mistake(right, TlsSettings.Store.NONE))
                .startsWith("ssl.trustStore.location: missing.")
                .contains("ssl.clientAuth=none");
        assertThat(mistake(TlsSettings.Store.NONE, believed)).startsWith("ssl.keyStore.location: missing.");
        assertThat(mistake(store(Files.writeString(files.resolve("keys.bcfks"), "?"), PASSWORD), believed))
                .contains("Bouncy Castle");
        Path old = Files.writeString(
                files.resolve("old.pem"),
                Authority.pem("RSA PRIVATE KEY", new byte[] {1})
                        + Authority.pem("CERTIFICATE", identity.certificate().getEncoded()));
        assertThat(mistake(store(old, null), believed)).contains("openssl pkcs8 -topk8");
    }

    /** A class that makes the context, as an operator would write it. */
    public static final class Supplied implements Supplier<SSLContext> {
        @Override
        public SSLContext get() {
            try {
                return SSLContext.getDefault();
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** Makes something else. */
    public static final class Useless implements Supplier<String> {
        @Override
        public String get() {
            return "nothing";
        }
    }

    @Test
    void aClassMayMakeTheContext() throws Exception {
        assertThat(supplied(Supplied.class.getName())).isNotNull();
        assertThatThrownBy(() -> supplied(Useless.class.getName()))
                .isInstanceOf(TlsException.class)
                .hasMessageContaining("ssl.context.supplier.class=" + Useless.class.getName() + " gave no SSLContext");
        for (String name : new String[] {"java.lang.String", "org.example.Nowhere"}) {
            assertThatThrownBy(() -> supplied(name))
                    .isInstanceOf(TlsException.class)
                    .hasMessageContaining("a Supplier<SSLContext>");
        }
    }

    private static TlsContext supplied(String name) throws TlsException {
        TlsSettings plain = TlsSettings.forClients();
        return TlsContext.forServer(
                "ssl.",
                new TlsSettings(
                        plain.keyStore(),
                        plain.trustStore(),
                        plain.protocol(),
                        plain.enabledProtocols(),
                        plain.cipherSuites(),
                        plain.clientAuth(),
                        plain.hostnameVerification(),
                        plain.clientHostnameVerification(),
                        plain.crl(),
                        plain.ocsp(),
                        name,
                        plain.provider(),
                        plain.handshakeDetectionTimeoutMillis()));
    }

    private static String mistake(TlsSettings.Store keys, TlsSettings.Store trusted) {
        try {
            context(keys, trusted);
            return "no mistake";
        } catch (TlsException e) {
            assertThat(e.getMessage()).doesNotContain(Authority.PASSWORD);
            return e.getMessage();
        }
    }
}
