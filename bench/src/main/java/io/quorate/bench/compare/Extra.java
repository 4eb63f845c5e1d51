package io.quorate.bench.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Something that servers may do beside serving clients, whose cost is wanted: each server also runs with it. */
public enum Extra {
    /** Writes are audited, each in a line of a file of its own. */
    AUDIT,
    /** Metrics are told to Prometheus, which asks for them once a second. */
    PROMETHEUS,
    /** Clients speak TLS. */
    TLS;

    /** The port at which {@link #PROMETHEUS} is told; one server runs at a time. */
    public static final int PROMETHEUS_PORT = 17_000;

    /**
     * A server with this.
     *
     * @param loggingClassPath what a server needs to log that does not log otherwise
     */
    public Contestant added(Contestant to, String loggingClassPath) {
        List<String> flags = new ArrayList<>(to.extraFlags());
        List<String> config = new ArrayList<>(to.config());
        String classPath = to.classPath();
        switch (this) {
            case AUDIT -> {
                config.add("audit.enable=true");
                classPath += loggingClassPath;
                flags.add("-Dlogback.configurationFile=" + ServerProcess.AUDIT_LOGGING);
            }
            case PROMETHEUS -> {
                config.add(
                        "metricsProvider.className=org.apache.zookeeper.metrics.prometheus.PrometheusMetricsProvider");
                config.add("metricsProvider.httpHost=127.0.0.1");
                config.add("metricsProvider.httpPort=" + PROMETHEUS_PORT);
            }
            case TLS -> {
                config.add("serverCnxnFactory=org.apache.zookeeper.server.NettyServerCnxnFactory");
                config.add("ssl.clientAuth=none");
                config.add("ssl.keyStore.location=HOME/" + ServerProcess.KEYS);
                config.add("ssl.keyStore.password=" + ServerProcess.KEYS_PASSWORD);
            }
        }
        return new Contestant(
                to.name() + "+" + this, classPath, to.mainClass(), flags, config, to.tls() || this == TLS);
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
