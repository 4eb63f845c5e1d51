/**
 * What must hold, apart from any simulator: histories of clients judged from outside ({@link
 * io.quorate.tests.sim.check.Linearizability}), and what servers log and commit judged from inside ({@link
 * io.quorate.tests.sim.check.Ledger}).
 */
package io.quorate.tests.sim.check;
