package io.quorate.tests.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import javax.security.auth.x500.X500Principal;

/** Signs certificates and lists of revoked ones, with keys of its own that nobody else trusts (RFC 5280). */
public final class Authority {
    /** Of every store that is written here. */
    public static final String PASSWORD = "changeit";

    private static final byte[] ECDSA_SHA256 = Der.sequence(Der.oid("1.2.840.10045.4.3.2"));

    private final KeyPair pair = newPair();
    private final X500Principal name;
    private final X509Certificate certificate;
    private long lastSerial;

    /** A key and its certificate. */
    public record Identity(PrivateKey key, X509Certificate certificate, X509Certificate issuer) {}

    /** An authority with new keys. */
    public Authority(String commonName) throws GeneralSecurityException {
        this.name = new X500Principal("CN=" + commonName);
        this.certificate = sign(name, pair.getPublic(), extension("2.5.29.19", true, Der.sequence(Der.flag(true))));
    }

    private static KeyPair newPair() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    /**
     * Issues a certificate.
     *
     * @param subject such as {@code CN=alice}
     * @param revocationList where the certificate says that revocations are published; null: nowhere
     * @param places host names and addresses
     */
    public Identity issue(String subject, String revocationList, String... places)
            throws GeneralSecurityException, IOException {
        return issue(subject, revocationList, null, places);
    }

    /** As {@link #issue(String, String, String...)}, and the certificate says who is to be asked for its state. */
    Identity issueWithResponder(String subject, String responder) throws GeneralSecurityException, IOException {
        return issue(subject, null, responder, new String[0]);
    }

    private Identity issue(String subject, String revocationList, String responder, String[] places)
            throws GeneralSecurityException, IOException {
        KeyPair keys = newPair();
        List<byte[]> extensions = new ArrayList<>();
        if (places.length > 0) {
            byte[][] names = new byte[places.length][];
            for (int at = 0; at < places.length; at++) {
                names[at] = Character.isDigit(places[at].charAt(0)) || places[at].contains(":")
                        ? Der.tagged(0x87, InetAddress.getByName(places[at]).getAddress())
                        : Der.ascii(0x82, places[at]);
            }
            extensions.add(extension("2.5.29.17", false, Der.sequence(names)));
        }
        if (revocationList != null) {
            byte[] location = Der.tagged(0xa0, Der.tagged(0xa0, Der.ascii(0x86, revocationList)));
            extensions.add(extension("2.5.29.31", false, Der.sequence(Der.sequence(location))));
        }
        if (responder != null) {
            byte[] access = Der.sequence(Der.oid("1.3.6.1.5.5.7.48.1"), Der.ascii(0x86, responder));
            extensions.add(extension("1.3.6.1.5.5.7.1.1", false, Der.sequence(access)));
        }
        X509Certificate signed = sign(new X500Principal(subject), keys.getPublic(), extensions.toArray(byte[][]::new));
        return new Identity(keys.getPrivate(), signed, certificate);
    }

    private static byte[] extension(String oid, boolean critical, byte[] value) {
        return Der.sequence(Der.oid(oid), critical ? Der.flag(true) : new byte[0], Der.octets(value));
    }

    private X509Certificate sign(X500Principal subject, PublicKey key, byte[]... extensions)
            throws GeneralSecurityException {
        Instant now = Instant.now();
        byte[] content = Der.sequence(
                Der.tagged(0xa0, Der.integer(BigInteger.TWO)),
                Der.integer(BigInteger.valueOf(++lastSerial)),
                ECDSA_SHA256,
                name.getEncoded(),
                Der.sequence(Der.time(now.minus(Duration.ofDays(1))), Der.time(now.plus(Duration.ofDays(30)))),
                subject.getEncoded(),
                key.getEncoded(),
                extensions.length == 0 ? new byte[0] : Der.tagged(0xa3, Der.sequence(extensions)));
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(signed(content)));
    }

    byte[] name() {
        return name.getEncoded();
    }

    /** The content with a signature below it. */
    byte[] signed(byte[] content) throws GeneralSecurityException {
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(pair.getPrivate());
        signature.update(content);
        return Der.sequence(content, ECDSA_SHA256, Der.bits(signature.sign()));
    }

    /** Writes the list of the revoked ones of its certificates. */
    void revocations(Path file, Identity... revoked) throws GeneralSecurityException, IOException {
        Instant now = Instant.now();
        byte[][] entries = Arrays.stream(revoked)
                .map(each -> Der.sequence(Der.integer(each.certificate().getSerialNumber()), Der.time(now)))
                .toArray(byte[][]::new);
        Files.write(
                file,
                signed(Der.sequence(
                        Der.integer(BigInteger.ONE),
                        ECDSA_SHA256,
                        name.getEncoded(),
                        Der.time(now.minus(Duration.ofMinutes(1))),
                        Der.time(now.plus(Duration.ofDays(1))),
                        revoked.length == 0 ? new byte[0] : Der.sequence(entries))));
    }

    /** A trust store with the certificates of these authorities, of the type that its ending says; the password is {@link #PASSWORD}. */
    public static Path trustStore(Path file, Authority... trusted) throws GeneralSecurityException, IOException {
        if (file.toString().endsWith(".pem")) {
            StringBuilder text = new StringBuilder();
            for (Authority each : trusted) {
                text.append(pem("CERTIFICATE", each.certificate.getEncoded()));
            }
            return Files.writeString(file, text);
        }
        KeyStore store = empty(file);
        for (Authority each : trusted) {
            store.setCertificateEntry("ca" + store.size(), each.certificate);
        }
        return store(file, store);
    }

    /** A key store with one identity. */
    public static Path keyStore(Path file, Identity identity) throws GeneralSecurityException, IOException {
        Certificate[] chain = {identity.certificate(), identity.issuer()};
        if (file.toString().endsWith(".pem")) {
            return Files.writeString(
                    file,
                    pem("PRIVATE KEY", identity.key().getEncoded())
                            + pem("CERTIFICATE", chain[0].getEncoded())
                            + pem("CERTIFICATE", chain[1].getEncoded()));
        }
        KeyStore store = empty(file);
        store.setKeyEntry("key", identity.key(), PASSWORD.toCharArray(), chain);
        return store(file, store);
    }

    private static KeyStore empty(Path file) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance(file.toString().endsWith(".jks") ? "JKS" : "PKCS12");
        store.load(null, null);
        return store;
    }

    private static Path store(Path file, KeyStore store) throws GeneralSecurityException, IOException {
        try (OutputStream out = Files.newOutputStream(file)) {
            store.store(out, PASSWORD.toCharArray());
        }
        return file;
    }

    static String pem(String label, byte[] bytes) {
        return "-----BEGIN " + label + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes) + "\n-----END " + label
                + "-----\n";
    }
}
