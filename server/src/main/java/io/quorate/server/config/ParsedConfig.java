package io.quorate.server.config;

import java.util.List;

/**
 * What parsing yields.
 *
 * @param warnings to be logged once at start, in the order of the file
 * @param sources of every value, for the startup log and {@code zkServer.sh check}
 */
public record ParsedConfig(QuorumPeerConfig config, List<ConfigWarning> warnings, ConfigSources sources) {}
