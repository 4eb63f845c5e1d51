/**
 * Runs two servers in turn, as fresh processes with equal flags, and holds their figures against each other.
 *
 * <p>Starting points: {@link io.quorate.bench.compare.Comparison}, which decides the order and collects; {@link
 * io.quorate.bench.compare.Scenario}, the list of loads; {@link io.quorate.bench.compare.ServerProcess}, one server.
 * Everything runs on the caller's thread, except the load itself and the removal of leftovers when the program is
 * interrupted ({@link io.quorate.bench.compare.Workspace}).
 */
package io.quorate.bench.compare;
