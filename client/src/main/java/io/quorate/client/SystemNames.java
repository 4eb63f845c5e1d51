package io.quorate.client;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Hashtable;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import javax.naming.Context;
import javax.naming.NamingEnumeration;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.directory.InitialDirContext;

/** Names from the Java runtime: hosts from its resolver, SRV records from its DNS client (module {@code jdk.naming.dns}). */
final class SystemNames implements NameService {
    static final SystemNames INSTANCE = new SystemNames("dns:");

    private static final String SRV = "SRV";
    private static final String TIMEOUT_MILLIS = "1000";
    private static final String TRIES = "3";
    /** priority, weight, port, target */
    private static final int FIELDS = 4;

    /** What a name of the DNS may be here. Above all it has no colon: JNDI would take what is before it for another protocol. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]+");

    private final String dnsUrl;

    SystemNames(String dnsUrl) {
        if (!dnsUrl.startsWith("dns:")) {
            throw new IllegalArgumentException("DNS server: " + dnsUrl + " (expected: dns://host:port)");
        }
        this.dnsUrl = dnsUrl;
    }

    /** One SRV record (RFC 2782). */
    record Srv(int priority, int weight, HostPort server) {
        /** Parses {@code priority weight port target.}; null for the target {@code .}, which says that there is no such service. */
        static Srv parse(String text) {
            String[] fields = text.trim().split("\\s+", -1);
            if (fields.length != FIELDS) {
                throw new IllegalArgumentException(
                        "SRV record: \"" + text + "\" (expected: priority weight port target)");
            }
            String target = fields[3].endsWith(".") ? fields[3].substring(0, fields[3].length() - 1) : fields[3];
            if (target.isEmpty()) {
                return null;
            }
            return new Srv(
                    Integer.parseInt(fields[0]),
                    Integer.parseInt(fields[1]),
                    new HostPort(target, Integer.parseInt(fields[2])));
        }
    }

    @Override
    public List<InetAddress> addresses(String host) throws UnknownHostException {
        return List.of(InetAddress.getAllByName(host));
    }

    @Override
    public List<HostPort> servers(String service) throws UnknownHostException {
        try {
            List<Srv> found = new ArrayList<>();
            for (String text : records(service)) {
                Srv record = Srv.parse(text);
                if (record != null) {
                    found.add(record);
                }
            }
            if (found.isEmpty()) {
                throw new UnknownHostException(service + ": no SRV records");
            }
            return inOrder(found, ThreadLocalRandom.current());
        } catch (NamingException | IllegalArgumentException e) {
            UnknownHostException failure = new UnknownHostException(service + ": " + e);
            failure.initCause(e);
            throw failure;
        }
    }

    /** Those of the lowest priority first; of one priority in a random order, in which more weight is more often ahead. */
    static List<HostPort> inOrder(List<Srv> records, Random random) {
        List<Srv> left = new ArrayList<>(records);
        List<HostPort> servers = new ArrayList<>();
        while (!left.isEmpty()) {
            int priority = left.stream().mapToInt(Srv::priority).min().orElseThrow();
            List<Srv> group =
                    left.stream().filter(each -> each.priority() == priority).toList();
            // The weight 0 is to have a small chance; counting from 1 gives it that.
            int at = random.nextInt(
                    group.stream().mapToInt(each -> each.weight() + 1).sum());
            Srv chosen = null;
            for (Srv each : group) {
                at -= each.weight() + 1;
                if (at < 0 && chosen == null) {
                    chosen = each;
                }
            }
            servers.add(chosen.server());
            left.remove(chosen);
        }
        return servers;
    }

    // Nothing but the attributes of a DNS name is asked for: no object is read.
    @SuppressWarnings("BanJNDI")
    private List<String> records(String service) throws NamingException {
        if (!NAME.matcher(service).matches()) {
            throw new IllegalArgumentException("name of a service: letters, digits and any of _.- are expected");
        }
        Hashtable<String, String> environment = new Hashtable<>();
        environment.put(Context.INITIAL_CONTEXT_FACTORY, "com.sun.jndi.dns.DnsContextFactory");
        environment.put(Context.PROVIDER_URL, dnsUrl);
        environment.put("com.sun.jndi.dns.timeout.initial", TIMEOUT_MILLIS);
        environment.put("com.sun.jndi.dns.timeout.retries", TRIES);
        InitialDirContext context = new InitialDirContext(environment);
        try {
            Attribute records =
                    context.getAttributes(service, new String[] {SRV}).get(SRV);
            List<String> texts = new ArrayList<>();
            if (records != null) {
                NamingEnumeration<?> all = records.getAll();
                while (all.hasMore()) {
                    texts.add(String.valueOf(all.next()));
                }
            }
            return texts;
        } finally {
            context.close();
        }
    }
}
