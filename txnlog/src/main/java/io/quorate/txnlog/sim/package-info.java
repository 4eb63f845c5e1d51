/**
 * A disk in memory that forgets what was not forced. For tests and for the simulator: no server uses it.
 *
 * <p>Start at {@link io.quorate.txnlog.sim.SimDisk}; {@link io.quorate.txnlog.sim.SimFaults} is what can be made to go
 * wrong.
 */
package io.quorate.txnlog.sim;
