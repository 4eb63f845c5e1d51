package io.quorate.server.config;

import java.net.InetSocketAddress;

/**
 * The endpoint for Prometheus.
 *
 * @param provider the class of Apache's that stands for it, or for none
 * @param host where it listens
 * @param port likewise; 0 = any
 * @param exportJvmInfo whether the numbers of the JVM are among the metrics
 */
public record MetricsConfig(String provider, String host, int port, boolean exportJvmInfo) {
    static final String PROMETHEUS = "org.apache.zookeeper.metrics.prometheus.PrometheusMetricsProvider";
    static final String DEFAULT = "org.apache.zookeeper.metrics.impl.DefaultMetricsProvider";
    static final String NULL = "org.apache.zookeeper.metrics.impl.NullMetricsProvider";

    /** Whether there is one. */
    public boolean enabled() {
        return provider.equals(PROMETHEUS);
    }

    /** What to bind; resolves the host now, so the result may be unresolved. */
    public InetSocketAddress socketAddress() {
        return new InetSocketAddress(host, port);
    }
}
