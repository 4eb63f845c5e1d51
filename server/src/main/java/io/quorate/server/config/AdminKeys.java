package io.quorate.server.config;

import static io.quorate.server.config.Types.FLAG;
import static io.quorate.server.config.Types.HOST;
import static io.quorate.server.config.Types.PORT;
import static io.quorate.server.config.Types.TEXT;
import static io.quorate.server.config.Types.whole;

import java.util.List;

/** The HTTP server for operators. */
final class AdminKeys {
    private static final ConfigKey.Table ADMIN = new ConfigKey.Table(ConfigKey.Section.COMMANDS);

    static final ConfigKey ENABLE = ADMIN.key("admin.enableServer", FLAG, "true")
            .means("Start the HTTP server for operators. If its port is taken, a warning says so and the server goes on"
                    + " without.")
            .honoured("admin.enabled");
    static final ConfigKey ADDRESS = ADMIN.key("admin.serverAddress", HOST, "0.0.0.0")
            .means("Address of it.")
            .honoured("admin.host");
    static final ConfigKey SERVER_PORT =
            ADMIN.key("admin.serverPort", PORT, "8080").means("Port of it.").honoured("admin.port");
    static final ConfigKey COMMAND_URL = ADMIN.key("admin.commandURL", TEXT, "/commands")
            .means("Path of its commands.")
            .honoured("admin.commandUrl");
    static final ConfigKey IDLE_TIMEOUT = ADMIN.key("admin.idleTimeout", whole(0, "ms"), "30000")
            .means("Idle connections to it are closed; 0 = never.")
            .honoured("admin.idleTimeoutMillis");

    static final ConfigKey SNAPSHOT_ENABLED = ADMIN.key("admin.snapshot.enabled", FLAG, "true")
            .means(
                    "Allow the commands snapshot and transactions, to the super user and those to whom the ACL of / gives all"
                            + " permissions by name.")
            .honoured("admin.snapshotEnabled");
    static final ConfigKey RESET_NEEDS_AUTH = ADMIN.key("admin.resetNeedsAuth", FLAG, "true")
            .means(
                    "Reset counters by stat_reset and connection_stat_reset for those only who may take snapshots; false: for"
                            + " everybody, as Apache does. Ours.")
            .honoured("admin.resetNeedsAuth");
    static final ConfigKey RATE_LIMITER = ADMIN.key("admin.rateLimiterIntervalInMS", whole(0, "ms"), "300000")
            .means("Least time between two snapshots by the command.")
            .honoured("admin.rateLimiterMillis");

    static final ConfigKey PORT_UNIFICATION = ADMIN.key("admin.portUnification", FLAG, "false")
            .means("It takes HTTP and HTTPS, with the keys and certificates of ssl.quorum.*.")
            .honoured("admin.portUnification");
    static final ConfigKey FORCE_HTTPS = ADMIN.key("admin.forceHttps", FLAG, "false")
            .means("It takes HTTPS only, with the keys and certificates of ssl.quorum.*.")
            .honoured("admin.forceHttps");
    static final ConfigKey NEED_CLIENT_AUTH = ADMIN.key("admin.needClientAuth", FLAG, "false")
            .means("Whoever asks it with HTTPS needs a certificate.")
            .honoured("admin.needClientAuth");

    static {
        ADMIN.key("admin.httpVersion", whole(10, 20, ""), "11")
                .means("HTTP version of it.")
                .noEffect("It speaks HTTP/1.1, and 1.0 with those who ask for it.");
        ADMIN.key("admin.restore.enabled", FLAG, "true")
                .means("Allow the command restore.")
                .noEffect("The command is refused: servers are restored while they are stopped (docs/backup.md).");
    }

    private AdminKeys() {}

    static List<ConfigKey> all() {
        return ADMIN.keys();
    }

    /** Reads them. */
    static AdminConfig read(Values values) {
        String url = values.textOf(COMMAND_URL);
        return new AdminConfig(
                values.flagOf(ENABLE),
                values.textOf(ADDRESS),
                values.intOf(SERVER_PORT),
                url.startsWith("/") ? url : "/" + url,
                values.intOf(IDLE_TIMEOUT),
                values.flagOf(SNAPSHOT_ENABLED),
                values.flagOf(RESET_NEEDS_AUTH),
                values.intOf(RATE_LIMITER),
                values.flagOf(PORT_UNIFICATION),
                values.flagOf(FORCE_HTTPS),
                values.flagOf(NEED_CLIENT_AUTH));
    }
}
