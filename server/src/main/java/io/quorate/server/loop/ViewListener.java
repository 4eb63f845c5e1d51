package io.quorate.server.loop;

import io.quorate.ensemble.EnsembleView;

/** Is told when other configurations of the ensemble count, beside the election. Belongs to the core's loop, and must not block it. */
@FunctionalInterface
public interface ViewListener {
    /** These count from now on. */
    void ensembleChanged(EnsembleView view);
}
