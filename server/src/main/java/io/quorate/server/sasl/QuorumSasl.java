package io.quorate.server.sasl;

import io.netty.channel.Channel;
import io.quorate.sasl.ClientExchange;
import io.quorate.sasl.DigestUsers;
import io.quorate.sasl.JaasSection;
import io.quorate.sasl.KerberosName;
import io.quorate.sasl.SaslLogin;
import io.quorate.sasl.ServerExchange;
import io.quorate.server.config.QuorumSaslConfig;
import io.quorate.server.net.PeerAuth;
import java.io.IOException;
import java.net.InetAddress;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.security.auth.login.LoginException;
import javax.security.sasl.SaslException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** SASL between servers (spec: zab-protocol §12). May be used by any thread. */
public final class QuorumSasl implements PeerAuth {
    private static final Logger LOG = LoggerFactory.getLogger(QuorumSasl.class);
    private static final String PROTOCOL = "zookeeper-quorum";
    private static final String SERVER_NAME = "zk-quorum-sasl-md5";
    private static final String HOST = "_HOST";

    private final QuorumSaslConfig config;
    private final SaslLogin learner;
    private final SaslLogin server;
    private final DigestUsers users;
    private final Supplier<Set<String>> hosts;
    private final Executor executor;

    private QuorumSasl(
            QuorumSaslConfig config,
            SaslLogin learner,
            SaslLogin server,
            Supplier<Set<String>> hosts,
            Executor executor) {
        this.config = config;
        this.learner = learner;
        this.server = server;
        this.users = new DigestUsers(server.section(), null);
        this.hosts = hosts;
        this.executor = executor;
    }

    /**
     * Logs in as the two sections say.
     *
     * @param digestAllowed whether this server may authenticate with a name and password ({@code fips-mode=false})
     * @param hosts the hosts of the servers of the ensemble, as configured
     * @throws LoginException if a login fails or a section is missing
     */
    public static QuorumSasl open(
            QuorumSaslConfig config,
            SaslLogin.Renewal renewal,
            boolean digestAllowed,
            Supplier<Set<String>> hosts,
            SaslThreads threads)
            throws LoginException {
        SaslLogin learner = login(config.learnerSection(), renewal, threads);
        SaslLogin server = login(config.serverSection(), renewal, threads);
        if (learner.isDigest() && config.learnerRequires() && !digestAllowed) {
            throw new LoginException(
                    learner.section() + " asks for DIGEST-MD5, which fips-mode=true, the default, forbids"
                            + " towards other servers. Use Kerberos, or set fips-mode=false.");
        }
        QuorumSasl sasl = new QuorumSasl(config, learner, server, hosts, threads.executor());
        try {
            sasl.newServerExchange();
        } catch (SaslException e) {
            LoginException failure = new LoginException(server.section() + ": " + e.getMessage());
            failure.initCause(e);
            throw failure;
        }
        LOG.info(
                "Servers authenticate by SASL {}: this one {}, and the others {}",
                server.isDigest() ? "DIGEST-MD5" : "GSSAPI",
                config.learnerRequires() ? "does" : "does not yet",
                config.serverRequires() ? "have to" : "may");
        return sasl;
    }

    private static SaslLogin login(String section, SaslLogin.Renewal renewal, SaslThreads threads)
            throws LoginException {
        JaasSection found = JaasSection.find(section)
                .orElseThrow(() -> new LoginException("there is no JAAS section " + section + ", which"
                        + " quorum.auth.enableSasl=true needs (-D" + JaasSection.FILE_PROPERTY + ")"));
        SaslLogin login = SaslLogin.of(found, renewal);
        threads.keepFresh(login);
        return login;
    }

    @Override
    public Handshake accepted(Channel channel, Consumer<String> done) {
        return new AcceptorHandshake(
                new Steps(channel.eventLoop(), executor),
                channel,
                this::newServerExchange,
                config.serverRequires(),
                done);
    }

    @Override
    public Handshake dialled(Channel channel, String host, Consumer<String> done) {
        return config.learnerRequires()
                ? new DiallerHandshake(
                        new Steps(channel.eventLoop(), executor), channel, () -> newClientExchange(host), done)
                : null;
    }

    private ServerExchange newServerExchange() throws SaslException {
        return ServerExchange.begin(server, PROTOCOL, SERVER_NAME, users, this::authorized);
    }

    /** With Kerberos, only servers of the ensemble: a principal has to name the host of one (CVE-2023-44981). */
    private String authorized(String name) {
        if (server.isDigest()) {
            return name;
        }
        KerberosName principal = KerberosName.parse(name);
        String host = principal == null || principal.host() == null
                ? null
                : principal.host().toLowerCase(Locale.ROOT);
        if (host != null && hosts.get().contains(host)) {
            return name;
        }
        LOG.warn("Refused {}: it is no principal of a host of this ensemble, which are {}", name, hosts.get());
        return null;
    }

    private ClientExchange newClientExchange(String host) throws SaslException {
        KerberosName service = learner.isDigest() ? null : service(host);
        return ClientExchange.begin(learner, service, PROTOCOL, SERVER_NAME);
    }

    private KerberosName service(String host) throws SaslException {
        String principal = config.servicePrincipal();
        if (principal.contains(HOST)) {
            principal = principal.replace(HOST, canonical(host).toLowerCase(Locale.ROOT));
        }
        KerberosName name = KerberosName.parseService(principal);
        if (name == null) {
            throw new SaslException(
                    "quorum.auth.kerberos.servicePrincipal: " + principal + " (expected: service/host)");
        }
        return name;
    }

    private String canonical(String host) throws SaslException {
        if (!config.canonicalHosts()) {
            return host;
        }
        try {
            InetAddress address = InetAddress.getByName(host);
            String canonical = address.getCanonicalHostName();
            return canonical.equals(address.getHostAddress()) ? host : canonical;
        } catch (IOException e) {
            throw new SaslException("no such host: " + host, e);
        }
    }
}
