package io.quorate.tls;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.UnrecoverableKeyException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Enumeration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.crypto.BadPaddingException;

/** A key store or trust store on disk, of any type that ZooKeeper knows. */
final class StoreFile {
    private static final String PEM = "PEM";
    private static final String BCFKS = "BCFKS";
    private static final Map<String, String> TYPES = Map.of(
            "jks", "JKS", "pem", PEM, "crt", PEM, "cer", PEM, "p12", "PKCS12", "pfx", "PKCS12", "pkcs12", "PKCS12",
            "bcfks", BCFKS);
    private static final String TYPE_NAMES = "JKS, PKCS12, PEM or BCFKS";

    private final String key;
    private final TlsSettings.Store store;

    /** @param key what the keys of this store begin with, such as {@code ssl.quorum.keyStore}; for messages */
    StoreFile(String key, TlsSettings.Store store) {
        this.key = key;
        this.store = store;
    }

    /** Keys with their certificates. */
    KeyStore keys() throws TlsException {
        try {
            KeyStore loaded = isPem() ? pemKeys() : load();
            if (!hasKey(loaded)) {
                throw wrong("has no private key, but certificates only", "The trust store is another file.", null);
            }
            return loaded;
        } catch (IOException | GeneralSecurityException e) {
            throw unreadable(e);
        }
    }

    /** Certificates that are trusted. */
    KeyStore trusted() throws TlsException {
        try {
            KeyStore loaded = isPem() ? pemCertificates() : load();
            if (loaded.size() == 0) {
                throw wrong(
                        "has no certificate that could be read",
                        "A PKCS12 file needs its password; keytool -list -keystore " + store.location()
                                + " shows what is in it.",
                        null);
            }
            return loaded;
        } catch (IOException | GeneralSecurityException e) {
            throw unreadable(e);
        }
    }

    /** The password; empty if there is none. */
    char[] password() throws TlsException {
        if (store.passwordPath() == null) {
            return store.password() == null ? new char[0] : store.password().chars();
        }
        try {
            List<String> lines = Files.readAllLines(store.passwordPath());
            return lines.isEmpty() ? new char[0] : lines.get(0).toCharArray();
        } catch (IOException e) {
            throw new TlsException(
                    key + ".passwordPath: the file " + store.passwordPath() + " cannot be read: " + reason(e) + ".", e);
        }
    }

    private String type() throws TlsException {
        if (store.type() != null) {
            String type = store.type().toUpperCase(Locale.ROOT);
            if (!TYPES.containsValue(type)) {
                throw new TlsException(
                        key + ".type: found \"" + store.type() + "\", expected " + TYPE_NAMES + ".", null);
            }
            return type;
        }
        String name = store.location().getFileName().toString();
        String ending = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        String type = TYPES.get(ending);
        if (type == null) {
            throw new TlsException(
                    key + ".location: the ending of " + store.location() + " does not say what kind of file it is. Add "
                            + key + ".type=, which is " + TYPE_NAMES + ".",
                    null);
        }
        return type;
    }

    private boolean isPem() throws TlsException {
        return type().equals(PEM);
    }

    private KeyStore load() throws TlsException, IOException, GeneralSecurityException {
        KeyStore loaded = instance(type());
        char[] password = password();
        try (InputStream in = Files.newInputStream(store.location())) {
            loaded.load(in, password.length == 0 ? null : password);
        }
        return loaded;
    }

    private KeyStore instance(String type) throws TlsException, KeyStoreException {
        try {
            return KeyStore.getInstance(type);
        } catch (KeyStoreException e) {
            if (type.equals(BCFKS)) {
                throw new TlsException(
                        key + ": " + store.location()
                                + " is a BCFKS file, which the Java runtime cannot read by itself."
                                + " Put the jar of Bouncy Castle (bc-fips or bcprov) into lib/, and its provider into"
                                + " java.security; or use PKCS12.",
                        e);
            }
            throw e;
        }
    }

    private KeyStore pemKeys() throws TlsException, IOException, GeneralSecurityException {
        PemFile pem = PemFile.read(store.location());
        List<X509Certificate> chain = pem.certificates();
        if (chain.isEmpty()) {
            throw new GeneralSecurityException(
                    "it has no certificate; one file has to hold the key and its certificates");
        }
        char[] password = password();
        KeyStore loaded = empty();
        loaded.setKeyEntry("key", pem.key(password), password, chain.toArray(Certificate[]::new));
        return loaded;
    }

    private KeyStore pemCertificates() throws IOException, GeneralSecurityException {
        KeyStore loaded = empty();
        for (X509Certificate certificate : PemFile.read(store.location()).certificates()) {
            // By number, since two certificates may have one subject.
            loaded.setCertificateEntry("certificate-" + loaded.size(), certificate);
        }
        return loaded;
    }

    private static KeyStore empty() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("JKS");
        store.load(null, null);
        return store;
    }

    private static boolean hasKey(KeyStore loaded) throws KeyStoreException {
        for (Enumeration<String> aliases = loaded.aliases(); aliases.hasMoreElements(); ) {
            if (loaded.isKeyEntry(aliases.nextElement())) {
                return true;
            }
        }
        return false;
    }

    private TlsException unreadable(Exception e) {
        if (isWrongPassword(e)) {
            return new TlsException(
                    key + ".password: it is not the password of " + store.location() + ", or there is none. Set " + key
                            + ".password, or " + key + ".passwordPath to a file with it.",
                    e);
        }
        return wrong(
                "cannot be read: " + reason(e), "Is it really of this type, and is " + key + ".password right?", e);
    }

    private TlsException wrong(String what, String hint, Exception cause) {
        String type;
        try {
            type = type();
        } catch (TlsException e) {
            return e;
        }
        // A file that is not there, or not for us, is not of the wrong type.
        boolean access = cause instanceof FileSystemException;
        return new TlsException(
                key + ".location: the file " + store.location() + " (" + type + ") " + what + "."
                        + (access ? "" : " " + hint),
                cause);
    }

    private static boolean isWrongPassword(Throwable e) {
        String message = e.getMessage() == null ? "" : e.getMessage();
        return e instanceof UnrecoverableKeyException
                || e.getCause() instanceof UnrecoverableKeyException
                || e instanceof BadPaddingException
                || message.contains("there is no password")
                || message.contains("password was incorrect");
    }

    static String reason(Exception e) {
        if (e instanceof NoSuchFileException) {
            return "there is no such file";
        }
        if (e instanceof AccessDeniedException) {
            return "no permission";
        }
        String message = e.getMessage();
        return message == null ? e.toString() : message.replaceFirst("\\.$", "");
    }

    /** What a change of the file shows in: when it was written, and how long it is. */
    static String stamp(Path file) {
        try {
            return file == null ? "" : Files.getLastModifiedTime(file) + "/" + Files.size(file);
        } catch (IOException e) {
            return "gone";
        }
    }
}
