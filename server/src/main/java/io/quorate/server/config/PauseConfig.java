package io.quorate.server.config;

/**
 * The watch over pauses of the JVM.
 *
 * @param enabled whether there is one
 * @param infoMillis longer pauses are logged
 * @param warnMillis longer ones as warnings
 * @param sleepMillis time between two looks
 */
public record PauseConfig(boolean enabled, int infoMillis, int warnMillis, int sleepMillis) {}
