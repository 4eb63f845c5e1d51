package io.quorate.server.config;

import static io.quorate.server.config.Types.CLASS;
import static io.quorate.server.config.Types.FLAG;
import static io.quorate.server.config.Types.WORDS;
import static io.quorate.server.config.Types.whole;

import java.util.List;

/** What operators look at: four-letter words, audit. */
final class CommandKeys {
    private static final ConfigKey.Table COMMANDS = new ConfigKey.Table(ConfigKey.Section.COMMANDS);

    static final ConfigKey FOUR_LETTER_WORDS = COMMANDS.key("4lw.commands.whitelist", WORDS, "srvr")
            .means("Four-letter words that are answered, separated by commas, or `*` for all. `srvr` always is, because"
                    + " `zkServer.sh` asks it.")
            .honoured("fourLetterWords.whitelist");

    static final ConfigKey AUDIT = COMMANDS.key("audit.enable", FLAG, "false")
            .means("Log every write with its author, to the logger org.apache.zookeeper.audit.Slf4jAuditLogger.")
            .honoured("audit.enabled");

    static {
        watchdogs();
    }

    private CommandKeys() {}

    static List<ConfigKey> all() {
        return COMMANDS.keys();
    }

    private static void watchdogs() {
        COMMANDS.key("audit.impl.class", CLASS, "org.apache.zookeeper.audit.Slf4jAuditLogger")
                .means("Where the audit log goes: to the logger of this name.")
                .refused(
                        "Apache's interface for audit loggers is not here; an appender of the logger can take the lines anywhere.",
                        "org.apache.zookeeper.audit.Slf4jAuditLogger");
        COMMANDS.key("messageTracker.Enabled", FLAG, "false")
                .means("Keep the last packets of each learner for a post-mortem.")
                .noEffect("The log says why a connection between servers ended; packets are not kept.");
        COMMANDS.key("messageTracker.BufferSize", whole(0, ""), "10")
                .means("How many of them.")
                .noEffect("Packets between servers are not kept.");
        COMMANDS.key("jmx.log4j.disable", FLAG, "false")
                .means("Do not register Log4j's beans.")
                .noEffect("Log4j is not used.");
    }
}
