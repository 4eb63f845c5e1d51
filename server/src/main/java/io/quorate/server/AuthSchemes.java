package io.quorate.server;

import io.quorate.quorum.SessionPasswords;
import io.quorate.server.config.QuorumPeerConfig;
import io.quorate.server.config.Secret;
import io.quorate.tree.acl.AuthProvider;
import io.quorate.tree.acl.AuthProviders;
import io.quorate.tree.acl.DigestAuthProvider;
import io.quorate.tree.acl.EnsembleAuthProvider;
import io.quorate.tree.acl.IpAuthProvider;
import io.quorate.tree.acl.SaslAuthProvider;
import io.quorate.tree.acl.X509AuthProvider;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;

/** The authentication schemes that the configuration asks for. */
final class AuthSchemes {
    private static final String APACHE = "org.apache.zookeeper.server.auth.";

    private final QuorumPeerConfig config;
    private final AuthProviders providers;
    private final SessionPasswords passwords;

    private AuthSchemes(QuorumPeerConfig config, AuthProviders providers, SessionPasswords passwords) {
        this.config = config;
        this.providers = providers;
        this.passwords = passwords;
    }

    /**
     * Makes the providers.
     *
     * @throws StartException if one is not there, or a scheme is required that nobody offers
     */
    static AuthSchemes of(QuorumPeerConfig config) throws StartException {
        AuthProviders providers = AuthProviders.of(new IpAuthProvider());
        if (config.auth().digestEnabled()) {
            Secret superDigest = config.auth().superDigest();
            providers = providers.with(DigestAuthProvider.of(
                    config.auth().digestAlgorithm(), superDigest == null ? null : superDigest.value()));
        }
        if (config.tls().servesClients()) {
            providers = providers.with(new X509AuthProvider(config.tls().x509SuperUser()));
        }
        if (!config.auth().ensembleNames().isEmpty()) {
            providers = providers.with(ensemble(config));
        }
        for (String name : config.auth().providers()) {
            AuthProvider provider = provider(name, config);
            if (provider != null) {
                providers = providers.with(provider);
            }
        }
        AuthSchemes schemes = new AuthSchemes(config, providers, passwords(config));
        for (String scheme : schemes.required()) {
            if (providers.find(scheme) == null && !scheme.equals(SaslAuthProvider.SCHEME)) {
                throw new StartException(
                        ExitCode.INVALID_INVOCATION,
                        "enforce.auth.schemes names " + scheme
                                + ", which no provider offers: every client would be locked out",
                        null);
            }
        }
        return schemes;
    }

    private static SessionPasswords passwords(QuorumPeerConfig config) throws StartException {
        Path file = config.auth().sessionSecretFile();
        if (file == null) {
            return SessionPasswords.COMMON;
        }
        try {
            byte[] secret = Files.readString(file).strip().getBytes(StandardCharsets.UTF_8);
            return new SecretPasswords(secret, config.auth().sessionSecretStage());
        } catch (IOException | IllegalArgumentException e) {
            throw new StartException(
                    ExitCode.INVALID_INVOCATION,
                    "sessionPassword.secretFile=" + file + " cannot be used: " + e
                            + ". It has to hold the same text on all servers, "
                            + SecretPasswords.SECRET_BYTES_MIN + " characters or more, e.g. of: openssl rand -hex 32",
                    e);
        }
    }

    AuthProviders providers() {
        return providers;
    }

    /** How clients prove that a session is their own. */
    SessionPasswords passwords() {
        return passwords;
    }

    /** One of these must have authenticated a client before it may do anything; empty: no such rule. */
    Set<String> required() {
        if (config.sasl().required()) {
            return Set.of(SaslAuthProvider.SCHEME);
        }
        return config.auth().enforced() ? new LinkedHashSet<>(config.auth().enforcedSchemes()) : Set.of();
    }

    /** Whether clients have to authenticate by SASL. */
    boolean requiresSasl() {
        return required().contains(SaslAuthProvider.SCHEME);
    }

    /** Null for one that is there anyway. */
    private static AuthProvider provider(String name, QuorumPeerConfig config) throws StartException {
        return switch (name) {
            case APACHE + "DigestAuthenticationProvider",
                    APACHE + "IPAuthenticationProvider",
                    APACHE + "X509AuthenticationProvider" -> null;
            case APACHE + "SASLAuthenticationProvider" -> new SaslAuthProvider(
                    config.sasl().anyUserId());
            case APACHE + "EnsembleAuthenticationProvider" -> ensemble(config);
            default -> custom(name);
        };
    }

    private static AuthProvider ensemble(QuorumPeerConfig config) {
        return new EnsembleAuthProvider(new LinkedHashSet<>(config.auth().ensembleNames()));
    }

    /** A class of the operator's, from the class path. */
    private static AuthProvider custom(String name) throws StartException {
        Class<?> type;
        try {
            type = Class.forName(name);
        } catch (ClassNotFoundException | LinkageError e) {
            throw unusable(name, "there is no such class on the class path (" + e + ")", e);
        }
        if (!AuthProvider.class.isAssignableFrom(type)) {
            throw unusable(
                    name,
                    "it does not implement " + AuthProvider.class.getName()
                            + ". Providers written for Apache's server do not run here",
                    null);
        }
        try {
            return (AuthProvider) type.getConstructor().newInstance();
        } catch (ReflectiveOperationException e) {
            throw unusable(name, "it cannot be made, with a public constructor without arguments: " + e, e);
        }
    }

    private static StartException unusable(String name, String why, Throwable cause) {
        return new StartException(
                ExitCode.INVALID_INVOCATION, "authProvider.N=" + name + ": " + why + " (docs/security.md)", cause);
    }
}
