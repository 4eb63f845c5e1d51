package io.quorate.server.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;

/**
 * Reads the configuration of a server: a file of Java properties, or the short form of arguments, and the system
 * properties of the JVM for what those do not set. It reads {@code myid} and the dynamic configuration file too, but
 * opens no port and makes no directory.
 */
public final class ConfigParser {
    private static final List<ConfigKey> ARGUMENTS =
            List.of(BasicKeys.CLIENT_PORT, BasicKeys.DATA_DIR, BasicKeys.TICK_TIME, BasicKeys.MAX_CLIENT_CNXNS);
    private static final List<String> ARGUMENT_NAMES = List.of("port", "dataDir", "tickTime", "maxClientCnxns");

    private ConfigParser() {}

    /** Reads a file; {@code systemProperties} are usually {@link System#getProperties()}. */
    public static ParsedConfig parse(Path file, Properties systemProperties) throws ConfigException {
        Path absolute = file.toAbsolutePath().normalize();
        Findings findings = new Findings();
        Settings settings = new Settings(findings);
        settings.addFile(absolute, read(absolute, findings));
        addDynamicFile(settings, findings);
        return finish(absolute, settings, findings, systemProperties);
    }

    /** Reads what the main class was started with: one file, or {@code port dataDir [tickTime [maxClientCnxns]]}. */
    public static ParsedConfig parseArguments(List<String> arguments, Properties systemProperties)
            throws ConfigException {
        if (arguments.size() == 1) {
            return parse(Path.of(arguments.get(0)), systemProperties);
        }
        Findings findings = new Findings();
        Settings settings = new Settings(findings);
        if (arguments.isEmpty() || arguments.size() > ARGUMENTS.size()) {
            findings.add(new ConfigMistake(
                    null,
                    0,
                    "command line",
                    null,
                    String.join(" ", arguments),
                    "one configuration file, or port dataDir [tickTime [maxClientCnxns]]",
                    null));
            findings.throwIfAny();
        }
        for (int i = 0; i < arguments.size(); i++) {
            settings.addArgument(ARGUMENTS.get(i), ARGUMENT_NAMES.get(i), arguments.get(i));
        }
        return finish(null, settings, findings, systemProperties);
    }

    private static ParsedConfig finish(Path file, Settings settings, Findings findings, Properties systemProperties)
            throws ConfigException {
        settings.addSystemProperties(systemProperties);
        Values values = new Values(settings, findings);
        QuorumPeerConfig config = new ConfigAssembler(file, settings, values, findings).assemble();
        findings.throwIfAny();
        return new ParsedConfig(config, findings.warnings(), values.sources());
    }

    private static List<PropertiesFile.Entry> read(Path file, Findings findings) throws ConfigException {
        if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
            String found = Files.isDirectory(file) ? "a directory" : Files.exists(file) ? "no permission" : null;
            String hint = found == null ? "There is no such file." : null;
            findings.add(new ConfigMistake(file, 0, null, null, found, "a configuration file", hint));
            findings.throwIfAny();
        }
        try {
            return PropertiesFile.read(file);
        } catch (IOException e) {
            findings.add(new ConfigMistake(file, 0, null, null, e.toString(), "a configuration file", null));
            findings.throwIfAny();
            throw new IllegalStateException(e);
        }
    }

    private static void addDynamicFile(Settings settings, Findings findings) throws ConfigException {
        Setting dynamic = settings.find(EnsembleKeys.DYNAMIC_FILE).orElse(null);
        if (dynamic == null || dynamic.value().isEmpty()) {
            return;
        }
        for (ConfigKey key : List.of(EnsembleKeys.SERVER, EnsembleKeys.GROUP, EnsembleKeys.WEIGHT)) {
            for (Setting setting : settings.family(key)) {
                findings.wrong(
                        setting.source(),
                        setting.written(),
                        setting.value(),
                        "no such line beside dynamicConfigFile",
                        "Move it to " + dynamic.value() + ".");
            }
        }
        findings.throwIfAny();
        try {
            Path file = Path.of(dynamic.value()).toAbsolutePath().normalize();
            settings.addDynamicFile(file, read(file, findings));
        } catch (InvalidPathException e) {
            findings.wrong(dynamic.source(), dynamic.written(), dynamic.value(), "a file", e.getReason() + ".");
        }
    }
}
