package io.quorate.server.config;

/**
 * One value that somebody configured.
 *
 * @param written the key as it was written
 * @param number of a family's key, what is behind the dot; else null
 */
record Setting(ConfigKey key, String written, String number, String value, Source source) {}
