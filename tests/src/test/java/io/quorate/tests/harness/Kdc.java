package io.quorate.tests.harness;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A KDC of MIT Kerberos as a process of the test: its own directory, configuration, database and loopback port. Nothing of the system's
 * Kerberos is read or changed. Used by one test thread.
 */
public final class Kdc implements AutoCloseable {
    /** Its realm. */
    public static final String REALM = "QUORATE.TEST";

    private static final Path DAEMON = Path.of("/usr/sbin/krb5kdc");
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final Path home;
    private final Process process;

    private Kdc(Path home, Duration ticketLife) throws IOException, InterruptedException {
        this.home = home;
        int port = Ports.reserve();
        Files.writeString(
                krb5Conf(),
                """
                [libdefaults]
                  default_realm = %s
                  dns_lookup_kdc = false
                  dns_lookup_realm = false
                  dns_canonicalize_hostname = false
                  rdns = false
                  udp_preference_limit = 1
                [realms]
                  %s = {
                    kdc = 127.0.0.1:%d
                  }
                """
                        .formatted(REALM, REALM, port));
        Files.writeString(
                home.resolve("kdc.conf"),
                """
                [kdcdefaults]
                  kdc_listen = ""
                  kdc_tcp_listen = 127.0.0.1:%d
                [realms]
                  %s = {
                    database_name = %s/principal
                    key_stash_file = %s/stash
                    acl_file = %s/acl
                    max_life = %ds
                    max_renewable_life = 1h
                  }
                [logging]
                  kdc = FILE:%s/kdc.log
                """
                        .formatted(port, REALM, home, home, home, ticketLife.toSeconds(), home));
        run("/usr/sbin/kdb5_util", "create", "-s", "-P", "master", "-r", REALM);
        process = builder(
                        DAEMON.toString(),
                        "-n",
                        "-r",
                        REALM,
                        "-P",
                        home.resolve("pid").toString())
                .start();
        Reaper.watch(process);
        Await.until("the KDC listens", LIMIT, () -> {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress("127.0.0.1", port), 1_000);
                return true;
            }
        });
    }

    /** Whether the packages krb5-kdc and krb5-admin-server are there. */
    public static boolean isInstalled() {
        return Files.isExecutable(DAEMON) && Files.isExecutable(Path.of("/usr/sbin/kadmin.local"));
    }

    /** Starts one; the sandbox ends it. */
    public static Kdc start(Sandbox sandbox) throws IOException, InterruptedException {
        return start(sandbox, Duration.ofDays(1));
    }

    /** Starts one whose tickets live so long at most. */
    public static Kdc start(Sandbox sandbox, Duration ticketLife) throws IOException, InterruptedException {
        return sandbox.closing(new Kdc(sandbox.directory("kdc-" + ticketLife.toSeconds()), ticketLife));
    }

    /** Its {@code krb5.conf}. */
    public Path krb5Conf() {
        return home.resolve("krb5.conf");
    }

    /** Makes a principal, whose key is in a file of its own. */
    public Path keytab(String principal) throws IOException, InterruptedException {
        Path keytab = home.resolve(principal.replace('/', '_') + ".keytab");
        run("/usr/sbin/kadmin.local", "-r", REALM, "-q", "addprinc -randkey " + principal);
        run("/usr/sbin/kadmin.local", "-r", REALM, "-q", "ktadd -k " + keytab + " " + principal);
        return keytab;
    }

    /** The options of a JAAS entry that logs in as a new principal. */
    public Map<String, String> login(String principal) throws IOException, InterruptedException {
        Map<String, String> options = new LinkedHashMap<>();
        options.put("useKeyTab", "true");
        options.put("keyTab", keytab(principal).toString());
        options.put("storeKey", "true");
        options.put("useTicketCache", "false");
        options.put("doNotPrompt", "true");
        options.put("refreshKrb5Config", "true");
        options.put("principal", principal + "@" + REALM);
        return options;
    }

    /** The options of a JAAS entry that uses a cache, into which somebody has logged in as a new principal. */
    public Map<String, String> cachedLogin(String principal) throws IOException, InterruptedException {
        Path keytab = keytab(principal);
        Path cache = home.resolve(principal.replace('/', '_') + ".cache");
        run("/usr/bin/kinit", "-k", "-t", keytab.toString(), "-c", cache.toString(), "-r", "1h", principal);
        Map<String, String> options = new LinkedHashMap<>();
        options.put("useTicketCache", "true");
        options.put("ticketCache", cache.toString());
        options.put("doNotPrompt", "true");
        options.put("refreshKrb5Config", "true");
        options.put("principal", principal + "@" + REALM);
        return options;
    }

    /** A program {@code kinit} that knows of this KDC. */
    public Path kinit() throws IOException {
        Path program = Files.writeString(
                home.resolve("kinit"), "#!/bin/sh\nKRB5_CONFIG=" + krb5Conf() + " exec /usr/bin/kinit \"$@\"\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        return program;
    }

    private ProcessBuilder builder(String... command) {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(home.resolve("out").toFile()));
        builder.environment().put("KRB5_CONFIG", krb5Conf().toString());
        builder.environment().put("KRB5_KDC_PROFILE", home.resolve("kdc.conf").toString());
        return builder;
    }

    private void run(String... command) throws IOException, InterruptedException {
        Process run = builder(command).start();
        if (!run.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS) || run.exitValue() != 0) {
            run.destroyForcibly();
            throw new IOException(
                    new ArrayList<>(List.of(command)) + " failed: " + Files.readString(home.resolve("out")));
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
