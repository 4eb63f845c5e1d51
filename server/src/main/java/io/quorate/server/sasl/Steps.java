package io.quorate.server.sasl;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import javax.security.sasl.SaslException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the steps of an exchange beside the loop of its connection, and brings what they come to back to it. */
final class Steps {
    private static final Logger LOG = LoggerFactory.getLogger(Steps.class);

    private final Executor loop;
    private final Executor executor;

    Steps(Executor loop, Executor executor) {
        this.loop = loop;
        this.executor = executor;
    }

    /** One step. */
    @FunctionalInterface
    interface Step<T> {
        T take() throws SaslException;
    }

    /** Takes a step; one of the two is called on the loop. */
    <T> void run(Step<T> step, Consumer<T> taken, Consumer<String> failed) {
        try {
            executor.execute(() -> take(step, taken, failed));
        } catch (RejectedExecutionException e) {
            LOG.debug("Another server wants to authenticate to one that ends", e);
        }
    }

    private <T> void take(Step<T> step, Consumer<T> taken, Consumer<String> failed) {
        Runnable outcome;
        try {
            T result = step.take();
            outcome = () -> taken.accept(result);
        } catch (SaslException e) {
            LOG.debug("A step failed", e);
            outcome = () -> failed.accept(String.valueOf(e.getMessage()));
        }
        try {
            loop.execute(outcome);
        } catch (RejectedExecutionException e) {
            LOG.debug("A step was taken for a loop that has ended", e);
        }
    }
}
