/**
 * Configuration: {@code zoo.cfg} and the system properties become one immutable {@link
 * io.quorate.server.config.QuorumPeerConfig}, parsed once at start and handed in; nothing below reads a property.
 *
 * <p>Start with {@link io.quorate.server.config.ConfigParser} (text to record), {@link
 * io.quorate.server.config.KnownKeys} (the table of every key: name, type, default, meaning, status; the reference page
 * {@code docs/configuration.md} is generated from it) and {@link io.quorate.server.config.ConfigSources} (which value
 * came from where).
 */
package io.quorate.server.config;
