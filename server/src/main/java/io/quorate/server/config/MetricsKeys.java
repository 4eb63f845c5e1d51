package io.quorate.server.config;

import static io.quorate.server.config.Types.CLASS;
import static io.quorate.server.config.Types.FLAG;
import static io.quorate.server.config.Types.HOST;
import static io.quorate.server.config.Types.PORT;
import static io.quorate.server.config.Types.whole;

import java.util.List;

/** The endpoint for Prometheus. */
final class MetricsKeys {
    private static final ConfigKey.Table METRICS = new ConfigKey.Table(ConfigKey.Section.COMMANDS);
    private static final List<String> PROVIDERS =
            List.of(MetricsConfig.DEFAULT, MetricsConfig.NULL, MetricsConfig.PROMETHEUS);

    static final ConfigKey CLASS_NAME = METRICS.key("metricsProvider.className", CLASS, MetricsConfig.DEFAULT)
            .means("`" + MetricsConfig.PROMETHEUS + "` has the server tell Prometheus its metrics"
                    + " (docs/monitoring.md). The word `mntr` tells them in any case.")
            .honoured("metrics.provider");
    static final ConfigKey HTTP_HOST = METRICS.key("metricsProvider.httpHost", HOST, "0.0.0.0")
            .means("Address of `/metrics`.")
            .honoured("metrics.host");
    static final ConfigKey HTTP_PORT = METRICS.key("metricsProvider.httpPort", PORT, "7000")
            .means("Port of `/metrics`. If it is taken, a warning says so and the server goes on without.")
            .honoured("metrics.port");
    static final ConfigKey EXPORT_JVM_INFO = METRICS.key("metricsProvider.exportJvmInfo", FLAG, "true")
            .means("Tell Prometheus the numbers of the JVM too.")
            .honoured("metrics.exportJvmInfo");

    static {
        for (String name : List.of(
                "metricsProvider.numWorkerThreads",
                "metricsProvider.maxQueueSize",
                "metricsProvider.workerShutdownTimeoutMs")) {
            METRICS.key(name, whole(0, ""), null)
                    .means("Worker threads of the Prometheus provider.")
                    .noEffect("Metrics are counted where they arise, not handed to worker threads.");
        }
    }

    private MetricsKeys() {}

    static List<ConfigKey> all() {
        return METRICS.keys();
    }

    /** Reads them. */
    static MetricsConfig read(Values values) {
        String provider = values.textOf(CLASS_NAME);
        if (!PROVIDERS.contains(provider)) {
            values.warn(
                    CLASS_NAME,
                    ": there is no such provider here, so nothing but the word mntr tells the metrics. For Prometheus: "
                            + MetricsConfig.PROMETHEUS);
        }
        return new MetricsConfig(
                provider, values.textOf(HTTP_HOST), values.intOf(HTTP_PORT), values.flagOf(EXPORT_JVM_INFO));
    }
}
