package io.quorate.server.sasl;

import io.quorate.jute.proto.Id;
import io.quorate.sasl.AuthToLocal;
import io.quorate.sasl.Authorizer;
import io.quorate.sasl.DigestUsers;
import io.quorate.sasl.JaasSection;
import io.quorate.sasl.KerberosIds;
import io.quorate.sasl.SaslLogin;
import io.quorate.sasl.ServerExchange;
import io.quorate.server.config.SaslConfig;
import io.quorate.server.session.SaslGate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import javax.security.auth.login.LoginException;
import javax.security.sasl.SaslException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** SASL with clients (spec: client-protocol §9). May be used by any thread. */
public final class SaslService {
    /** The scheme of the ids it gives. */
    public static final String SCHEME = "sasl";

    private static final Logger LOG = LoggerFactory.getLogger(SaslService.class);
    private static final Id SUPER = new Id("super", "");
    private static final String PROTOCOL = "zookeeper";
    private static final String SERVER_NAME = "zk-sasl-md5";

    private final SaslLogin login;
    private final DigestUsers users;
    private final Authorizer authorizer;
    private final String superUser;
    private final boolean failedAllowed;
    private final Executor executor;

    private SaslService(SaslConfig config, SaslLogin login, Authorizer authorizer, Executor executor) {
        this.login = login;
        this.users = new DigestUsers(
                login.section(),
                config.superPassword() == null ? null : config.superPassword().value());
        this.authorizer = authorizer;
        this.superUser = config.superUser();
        this.failedAllowed = config.failedAllowed();
        this.executor = executor;
    }

    /**
     * Logs in as the section for clients says; empty if there is none, and none has to be there.
     *
     * @param required whether clients are to be refused without SASL
     * @param threads runs the steps of clients and what renews the login
     * @throws LoginException if the login fails, or the section is missing and has to be there
     */
    public static Optional<SaslService> open(SaslConfig config, boolean required, SaslThreads threads)
            throws LoginException {
        boolean sectionNeeded = required || config.serverSection() != null;
        // Most servers have no SASL, and need not load what it takes.
        Optional<JaasSection> section =
                sectionNeeded || JaasSection.isFileNamed() ? JaasSection.find(config.section()) : Optional.empty();
        if (section.isEmpty() && sectionNeeded) {
            throw missing(config.section(), required);
        }
        String realm = config.realmRequired() || section.isPresent() ? KerberosIds.defaultRealm() : "";
        if (config.realmRequired() && realm.isEmpty()) {
            throw new LoginException("requireKerberosConfig=true, but this machine has no Kerberos realm"
                    + " (default_realm in krb5.conf, or -Djava.security.krb5.realm)");
        }
        if (section.isEmpty()) {
            return Optional.empty();
        }
        Authorizer ids = new KerberosIds(rules(config, realm), config.hostRemoved(), config.realmRemoved());
        SaslLogin login = SaslLogin.of(section.get(), renewal(config));
        threads.keepFresh(login);
        SaslService service = new SaslService(config, login, ids, threads.executor());
        service.checkBeginning();
        return Optional.of(service);
    }

    /** How logins are renewed. */
    public static SaslLogin.Renewal renewal(SaslConfig config) {
        return new SaslLogin.Renewal(config.kinit(), Duration.ofMillis(config.minReLoginMillis()));
    }

    private static AuthToLocal rules(SaslConfig config, String realm) throws LoginException {
        try {
            return AuthToLocal.parse(config.authToLocal(), realm);
        } catch (IllegalArgumentException e) {
            LoginException failure = new LoginException("security.auth_to_local: " + e.getMessage());
            failure.initCause(e);
            throw failure;
        }
    }

    private static LoginException missing(String section, boolean required) {
        String where = JaasSection.isFileNamed()
                ? "in " + System.getProperty(JaasSection.FILE_PROPERTY)
                : "since no file is named by -D" + JaasSection.FILE_PROPERTY;
        String why = required ? "Clients are required to authenticate by SASL" : "sasl.serverconfig names it";
        return new LoginException("there is no JAAS section " + section + ", " + where + ". " + why + ".");
    }

    private void checkBeginning() throws LoginException {
        try {
            newExchange();
        } catch (SaslException e) {
            LoginException failure = new LoginException(login.section() + ": " + e.getMessage());
            failure.initCause(e);
            throw failure;
        }
        if (login.isDigest()) {
            LOG.info("Clients may authenticate by SASL DIGEST-MD5: {} users in {}", users.count(), login.section());
        } else {
            LOG.info("Clients may authenticate by SASL GSSAPI, to {}", login.principal());
        }
    }

    private ServerExchange newExchange() throws SaslException {
        return ServerExchange.begin(login, PROTOCOL, SERVER_NAME, users, authorizer);
    }

    /** The way in for the clients of one loop. */
    public SaslGate gate(Executor loop) {
        return new SaslGate() {
            @Override
            public Exchange begin() {
                return new ClientSteps(loop);
            }

            @Override
            public boolean keepsFailedClients() {
                return failedAllowed;
            }
        };
    }

    /** The exchange of one client; of its steps one is under way at a time. */
    private final class ClientSteps implements SaslGate.Exchange {
        private final Executor loop;
        /** Null before the first step. */
        private ServerExchange exchange;

        ClientSteps(Executor loop) {
            this.loop = loop;
        }

        @Override
        public void step(byte[] token, Consumer<SaslGate.Step> answer) {
            try {
                executor.execute(() -> {
                    SaslGate.Step step = taken(token);
                    loop.execute(() -> answer.accept(step));
                });
            } catch (RejectedExecutionException e) {
                LOG.debug("A client wants to authenticate at a server that ends", e);
            }
        }

        private SaslGate.Step taken(byte[] token) {
            try {
                if (exchange == null) {
                    exchange = newExchange();
                }
                byte[] answer = exchange.step(token);
                return new SaslGate.Step(
                        answer, exchange.isComplete() ? ids(exchange.authorizationId()) : List.of(), null);
            } catch (SaslException e) {
                LOG.debug("A client failed to authenticate", e);
                return new SaslGate.Step(null, List.of(), String.valueOf(e.getMessage()));
            }
        }
    }

    private List<Id> ids(String authorizationId) {
        List<Id> ids = new ArrayList<>();
        ids.add(new Id(SCHEME, authorizationId));
        if (authorizationId.equals(superUser)) {
            ids.add(SUPER);
        }
        return ids;
    }
}
