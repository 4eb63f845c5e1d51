package io.quorate.sasl;

import java.io.IOException;
import java.security.Principal;
import java.security.PrivilegedActionException;
import java.security.PrivilegedExceptionAction;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.security.auth.Subject;
import javax.security.auth.callback.CallbackHandler;
import javax.security.auth.callback.UnsupportedCallbackException;
import javax.security.auth.kerberos.KerberosTicket;
import javax.security.auth.login.LoginContext;
import javax.security.auth.login.LoginException;
import javax.security.sasl.SaslException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who this process is in SASL exchanges: a name and password, or what Kerberos has made of a key or ticket. A Kerberos login ends
 * with its ticket; {@link #renew} makes a new one in time. May be used by any thread.
 */
public final class SaslLogin {
    private static final Logger LOG = LoggerFactory.getLogger(SaslLogin.class);

    /** A ticket is renewed after this share of its life. */
    private static final double RENEW_AFTER = 0.8;

    private static final long KINIT_SECONDS_MAX = 30;

    private final JaasSection section;
    private final Renewal renewal;
    private volatile Subject subject;
    private long lastLoginMillis;

    /**
     * How logins are renewed.
     *
     * @param kinit the program that renews a ticket in a cache, called with {@code -R} ({@code zookeeper.kinit})
     * @param pause least time between two logins ({@code zookeeper.kerberos.minReLoginTimeMs})
     */
    public record Renewal(String kinit, Duration pause) {
        /** The defaults of ZooKeeper. */
        public static Renewal defaults() {
            return new Renewal("/usr/bin/kinit", Duration.ofMinutes(1));
        }
    }

    private SaslLogin(JaasSection section, Renewal renewal) {
        this.section = section;
        this.renewal = renewal;
        this.subject = new Subject();
    }

    /**
     * Logs in as a section says; with Kerberos this asks the KDC.
     *
     * @throws LoginException if the login fails, saying which section
     */
    public static SaslLogin of(JaasSection section, Renewal renewal) throws LoginException {
        SaslLogin login = new SaslLogin(section, renewal);
        if (!section.isDigest()) {
            login.logIn();
        }
        return login;
    }

    /** Whether there is nobody behind it but names and passwords: then the mechanism is DIGEST-MD5, otherwise GSSAPI. */
    public boolean isDigest() {
        return subject.getPrincipals().isEmpty();
    }

    /** The section it comes from. */
    public JaasSection section() {
        return section;
    }

    /** The name of the principal, {@code name/host@REALM}; null if there is none. */
    public String principal() {
        for (Principal principal : subject.getPrincipals()) {
            return principal.getName();
        }
        return null;
    }

    /** Runs something as this login. */
    @SuppressWarnings("removal")
    <T> T run(PrivilegedExceptionAction<T> action) throws SaslException {
        try {
            return isDigest() ? action.run() : Subject.doAs(subject, action);
        } catch (PrivilegedActionException e) {
            throw asSasl(e.getException());
        } catch (Exception e) {
            throw asSasl(e);
        }
    }

    /** Whatever a mechanism throws, also at tokens that only an attacker sends, ends the exchange and nothing else. */
    private static SaslException asSasl(Exception e) {
        return e instanceof SaslException sasl ? sasl : new SaslException("the mechanism failed: " + e, e);
    }

    /**
     * Logs in anew if the ticket is near its end; does nothing for a login without one. A failure is told in the log, and tried again
     * at the next call. May ask the KDC.
     */
    public synchronized void renew() {
        KerberosTicket ticket = ticket();
        long now = System.currentTimeMillis();
        if (ticket == null
                || now < renewAt(ticket)
                || now - lastLoginMillis < renewal.pause().toMillis()) {
            return;
        }
        try {
            if (section.flag("useTicketCache")) {
                renewCache();
            }
            logIn();
            LOG.info("{}: renewed the login of {}", section, principal());
        } catch (LoginException | RuntimeException e) {
            // Whatever a login module throws: the next call is another try.
            LOG.warn("The Kerberos login cannot be renewed; it ends at {}: {}", ticket.getEndTime(), e.getMessage());
        }
    }

    private synchronized void logIn() throws LoginException {
        lastLoginMillis = System.currentTimeMillis();
        // Into a subject of its own: exchanges that are under way keep theirs.
        Subject fresh = new Subject();
        try {
            new LoginContext(section.name(), fresh, nobodyToAsk(), section.forLogin()).login();
        } catch (LoginException e) {
            LoginException failure = new LoginException(section + ": the login failed: " + e.getMessage());
            failure.initCause(e);
            throw failure;
        }
        subject = fresh;
    }

    /** A process that runs unattended must not wait for somebody to type. */
    private static CallbackHandler nobodyToAsk() {
        return callbacks -> {
            throw new UnsupportedCallbackException(
                    callbacks[0], "the login module asks for input; is the keytab missing or the ticket cache empty?");
        };
    }

    private void renewCache() {
        try {
            String cache = section.option("ticketCache");
            Process kinit = new ProcessBuilder(
                            cache == null
                                    ? List.of(renewal.kinit(), "-R")
                                    : List.of(renewal.kinit(), "-R", "-c", cache))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!kinit.waitFor(KINIT_SECONDS_MAX, TimeUnit.SECONDS)) {
                kinit.destroyForcibly();
                LOG.warn("{} -R did not end within {} s", renewal.kinit(), KINIT_SECONDS_MAX);
            } else if (kinit.exitValue() != 0) {
                LOG.warn("{} -R ended with {}", renewal.kinit(), kinit.exitValue());
            }
        } catch (IOException e) {
            LOG.warn("{} -R cannot be run: {}", renewal.kinit(), e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private KerberosTicket ticket() {
        for (KerberosTicket ticket : subject.getPrivateCredentials(KerberosTicket.class)) {
            if (!ticket.isDestroyed() && ticket.getServer().getName().startsWith("krbtgt/")) {
                return ticket;
            }
        }
        return null;
    }

    private static long renewAt(KerberosTicket ticket) {
        long begin = (ticket.getStartTime() == null ? ticket.getAuthTime() : ticket.getStartTime()).getTime();
        return begin + (long) ((ticket.getEndTime().getTime() - begin) * RENEW_AFTER);
    }
}
