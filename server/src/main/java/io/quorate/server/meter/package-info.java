/**
 * Counting where it happens: plain counters and histograms, each written by one thread, of which others get copies. Free of threads,
 * locks and clocks, so that protocol code may use it.
 */
package io.quorate.server.meter;
