/**
 * An ensemble on one machine, for trying things out: its directories and configuration files, and what its servers say of
 * themselves. The program behind {@code bin/zkEnsemble.sh}, which starts and ends the processes.
 *
 * <p>Starting point: {@link io.quorate.server.local.EnsembleMain}.
 */
package io.quorate.server.local;
