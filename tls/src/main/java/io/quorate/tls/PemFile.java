package io.quorate.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/** The blocks of a PEM file: certificates, and a private key in the form PKCS#8, encrypted or not (RFC 7468, RFC 5958). */
final class PemFile {
    private static final Pattern BLOCK = Pattern.compile("-----BEGIN ([^-\\r\\n]+)-----([^-]*)-----END \\1-----");
    private static final List<String> KEY_ALGORITHMS = List.of("RSA", "EC", "EdDSA", "DSA");

    private record Block(String label, byte[] bytes) {}

    private final List<Block> blocks;

    private PemFile(List<Block> blocks) {
        this.blocks = blocks;
    }

    /** @throws GeneralSecurityException if a block cannot be decoded */
    static PemFile read(Path file) throws IOException, GeneralSecurityException {
        // Text outside of blocks may be anything, but a block is ASCII.
        Matcher matcher = BLOCK.matcher(Files.readString(file, StandardCharsets.ISO_8859_1));
        List<Block> blocks = new ArrayList<>();
        while (matcher.find()) {
            try {
                blocks.add(new Block(matcher.group(1), Base64.getMimeDecoder().decode(matcher.group(2))));
            } catch (IllegalArgumentException e) {
                throw new GeneralSecurityException("the block " + matcher.group(1) + " is not Base64", e);
            }
        }
        return new PemFile(blocks);
    }

    List<X509Certificate> certificates() throws GeneralSecurityException {
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        List<X509Certificate> certificates = new ArrayList<>();
        for (Block block : blocks) {
            if (block.label().equals("CERTIFICATE") || block.label().equals("X509 CERTIFICATE")) {
                certificates.add(
                        (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(block.bytes())));
            }
        }
        return certificates;
    }

    /**
     * The private key.
     *
     * @param password of an encrypted key; empty for one that is not
     */
    PrivateKey key(char[] password) throws IOException, GeneralSecurityException {
        for (Block block : blocks) {
            switch (block.label()) {
                case "PRIVATE KEY" -> {
                    return key(new PKCS8EncodedKeySpec(block.bytes()));
                }
                case "ENCRYPTED PRIVATE KEY" -> {
                    return key(decrypted(block.bytes(), password));
                }
                default -> {
                    if (block.label().endsWith("PRIVATE KEY")) {
                        throw new GeneralSecurityException("it has a " + block.label()
                                + ", which has to be turned into PKCS#8: openssl pkcs8 -topk8 -in OLD -out NEW");
                    }
                }
            }
        }
        throw new GeneralSecurityException("it has no private key; one file has to hold the key and its certificates");
    }

    private static PKCS8EncodedKeySpec decrypted(byte[] bytes, char[] password)
            throws IOException, GeneralSecurityException {
        if (password.length == 0) {
            throw new GeneralSecurityException("its private key is encrypted, and there is no password");
        }
        EncryptedPrivateKeyInfo encrypted = new EncryptedPrivateKeyInfo(bytes);
        // For PBES2 the JDK tells the actual algorithm with the parameters only.
        String algorithm = encrypted.getAlgName();
        if (encrypted.getAlgParameters() != null && (algorithm.equals("PBES2") || algorithm.startsWith("1.2.840"))) {
            algorithm = encrypted.getAlgParameters().toString();
        }
        Cipher cipher = Cipher.getInstance(algorithm);
        cipher.init(
                Cipher.DECRYPT_MODE,
                SecretKeyFactory.getInstance(algorithm).generateSecret(new PBEKeySpec(password)),
                encrypted.getAlgParameters());
        return encrypted.getKeySpec(cipher);
    }

    private static PrivateKey key(PKCS8EncodedKeySpec encoded) throws GeneralSecurityException {
        GeneralSecurityException failure =
                new GeneralSecurityException("its private key is of none of the kinds " + KEY_ALGORITHMS);
        for (String algorithm : KEY_ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(encoded);
            } catch (InvalidKeySpecException e) {
                failure.addSuppressed(e);
            }
        }
        throw failure;
    }
}
