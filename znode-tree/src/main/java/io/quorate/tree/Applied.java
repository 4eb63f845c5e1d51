package io.quorate.tree;

import java.util.List;

/**
 * The effect of one transaction.
 *
 * @param after the tree after it
 * @param err the error code of an error transaction, else 0. A failed multi counts as 0: its errors are in the outcomes
 * @param outcomes one per operation of a multi, else one; none for an error transaction
 * @param changes what watches are triggered from, in order
 */
public record Applied(DataTree after, int err, List<OpOutcome> outcomes, List<TreeChange> changes) {}
