/**
 * Whole ensembles in one thread, on one seed and in virtual time: the real protocol core, logs, codecs and client side, with
 * everything around them simulated and free to fail. See docs/simulator.md.
 *
 * <p>Starting points: {@link io.quorate.tests.sim.Simulation} is one run; {@link io.quorate.tests.sim.SimServer} is one server
 * and {@link io.quorate.tests.sim.ServerProcess} one life of it; {@link io.quorate.tests.sim.Weather} is what goes wrong; {@link
 * io.quorate.tests.sim.check.Ledger} is what must hold; {@link io.quorate.tests.sim.SimulateMain} is the program behind
 * bin/simulate.sh.
 */
package io.quorate.tests.sim;
