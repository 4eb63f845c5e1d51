package io.quorate.server.net;

import java.util.random.RandomGenerator;

/**
 * Limits the rate of new sessions of a server ({@code connection_throttle_*}): a bucket of tokens that fills with time, and, before it is
 * empty for all, a probability of being turned away that rises while there are too few tokens. Safe on any thread.
 */
public final class ConnectionThrottle {
    private final Options options;
    private final RandomGenerator random;
    private double tokens;
    private double dropProbability;
    private long filledMillis;
    private long changedMillis;

    /**
     * The numbers.
     *
     * @param tokensMax size of the bucket; 0: nobody is turned away
     * @param fillMillis time in which {@code fillCount} tokens come in
     * @param freezeMillis time between two changes of the probability; -1: it stays 0
     * @param increase step up of the probability while the bucket is empty
     * @param decrease step down of it
     * @param decreaseRatio the share of the bucket above which it goes down
     * @param weights what the kinds of sessions cost
     */
    public record Options(
            int tokensMax,
            int fillMillis,
            int fillCount,
            int freezeMillis,
            double increase,
            double decrease,
            double decreaseRatio,
            Weights weights) {}

    /** How many tokens a session costs: a new one of the whole ensemble, one that is taken up again, and one of this server. */
    public record Weights(int global, int renewed, int local) {}

    /** A throttle whose bucket is full. */
    public ConnectionThrottle(Options options, RandomGenerator random, long nowMillis) {
        this.options = options;
        this.random = random;
        this.tokens = options.tokensMax();
        this.filledMillis = nowMillis;
        this.changedMillis = nowMillis;
    }

    /** The numbers. */
    public Options options() {
        return options;
    }

    /** Takes these tokens, if they are there and chance allows it. */
    synchronized boolean admits(int weight, long nowMillis) {
        if (options.tokensMax() == 0) {
            return true;
        }
        fill(nowMillis);
        if (options.freezeMillis() >= 0 && nowMillis - changedMillis >= options.freezeMillis()) {
            changedMillis = nowMillis;
            if (tokens < 1) {
                dropProbability = Math.min(1, dropProbability + options.increase());
            } else if (tokens > options.tokensMax() * options.decreaseRatio()) {
                dropProbability = Math.max(0, dropProbability - options.decrease());
            }
        }
        if (tokens < weight || (dropProbability > 0 && random.nextDouble() < dropProbability)) {
            return false;
        }
        tokens -= weight;
        return true;
    }

    private void fill(long nowMillis) {
        double come = (double) (nowMillis - filledMillis) / options.fillMillis() * options.fillCount();
        tokens = Math.min(options.tokensMax(), tokens + come);
        filledMillis = nowMillis;
    }

    /** How many tokens the bucket lacks. */
    synchronized long deficit() {
        return (long) (options.tokensMax() - tokens);
    }

    /** The probability of being turned away. */
    public synchronized double dropProbability() {
        return dropProbability;
    }
}
