/**
 * Ensembles and what counts as a quorum in them, as values without behaviour in time. Start at {@link
 * io.quorate.ensemble.QuorumVerifier}.
 */
package io.quorate.ensemble;
