/**
 * Ensembles and what counts as a quorum in them, as values without behaviour in time (spec: election-protocol §8,
 * client-protocol §5.5). Start at {@link io.quorate.ensemble.Ensemble}; what a server goes by while one configuration follows
 * another is an {@link io.quorate.ensemble.EnsembleView}, and {@link io.quorate.ensemble.Reconfiguration} decides about requests
 * to change it.
 */
package io.quorate.ensemble;
