package io.quorate.client;

import io.quorate.sasl.ClientExchange;
import io.quorate.sasl.JaasSection;
import io.quorate.sasl.KerberosName;
import io.quorate.sasl.SaslLogin;
import java.io.IOException;
import java.net.InetAddress;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.security.auth.login.LoginException;
import javax.security.sasl.SaslException;

/**
 * Runs the SASL exchanges of one session, on threads that all sessions of the process share: a login, and with Kerberos the first step,
 * may take seconds. Belongs to the session's event loop; {@code answer} is called on some other thread.
 */
final class SaslRunner {
    private static final String PROTOCOL = "zookeeper";
    private static final String SERVER_NAME = "zk-sasl-md5";
    private static final int THREADS = 2;
    private static final long IDLE_SECONDS = 10;
    private static final Executor SHARED = executor();

    private final SaslSettings settings;
    /** Used by one task at a time. */
    private SaslLogin login;

    private volatile ClientExchange exchange;

    private SaslRunner(SaslSettings settings) {
        this.settings = settings;
    }

    /** Null if there is nothing to run: no settings, or a file without the section that nobody has asked for. */
    static SaslRunner of(SaslSettings settings) {
        return settings == null || isMissing(settings) ? null : new SaslRunner(settings);
    }

    private static boolean isMissing(SaslSettings settings) {
        try {
            return settings.isOptional()
                    && JaasSection.find(settings.sectionName()).isEmpty();
        } catch (LoginException e) {
            // Told when the session authenticates.
            return false;
        }
    }

    private static Executor executor() {
        ThreadPoolExecutor executor = new ThreadPoolExecutor(
                THREADS, THREADS, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), work -> {
                    Thread thread = new Thread(work, "zookeeper-sasl");
                    thread.setDaemon(true);
                    return thread;
                });
        executor.allowCoreThreadTimeOut(true);
        return executor;
    }

    /** Begins anew, with a server. */
    void begin(HostPort server, Consumer<SaslStep> answer) {
        exchange = null;
        SHARED.execute(() -> answer.accept(taken(() -> {
            ClientExchange begun = newExchange(server);
            exchange = begun;
            return new SaslStep(begun.first(), begun.isComplete(), null);
        })));
    }

    /** Takes a token of the server. */
    void step(byte[] token, Consumer<SaslStep> answer) {
        ClientExchange running = exchange;
        SHARED.execute(() -> answer.accept(taken(() -> new SaslStep(running.step(token), running.isComplete(), null))));
    }

    @FunctionalInterface
    private interface Step {
        SaslStep take() throws IOException, LoginException;
    }

    private static SaslStep taken(Step step) {
        try {
            return step.take();
        } catch (IOException | LoginException e) {
            return new SaslStep(null, false, e.getMessage());
        }
    }

    private synchronized ClientExchange newExchange(HostPort server) throws IOException, LoginException {
        if (login == null) {
            Optional<JaasSection> section = JaasSection.find(settings.sectionName());
            if (section.isEmpty()) {
                throw new LoginException("there is no JAAS section " + settings.sectionName());
            }
            login = SaslLogin.of(section.get(), SaslSettings.renewal());
        }
        if (login.isDigest() && !settings.digestAllowed()) {
            throw new SaslException("FIPS mode forbids DIGEST-MD5, which " + login.section()
                    + " asks for: use Kerberos, or -Dzookeeper.fips-mode=false");
        }
        return ClientExchange.begin(login, login.isDigest() ? null : service(server), PROTOCOL, SERVER_NAME);
    }

    private KerberosName service(HostPort server) throws IOException {
        String principal = settings.serverPrincipal();
        if (principal == null) {
            principal = settings.serverName() + "/" + host(server);
        }
        KerberosName name = KerberosName.parseService(principal);
        if (name == null) {
            throw new SaslException("principal of the servers: " + principal + " (expected: service/host)");
        }
        return name;
    }

    private String host(HostPort server) throws IOException {
        if (!settings.canonicalHosts()) {
            return server.host();
        }
        InetAddress address = InetAddress.getByName(server.host());
        String canonical = address.getCanonicalHostName();
        // An address instead of a name says that the DNS knows none.
        return canonical.equals(address.getHostAddress()) ? server.host() : canonical.toLowerCase(Locale.ROOT);
    }
}
