package io.quorate.bench.load;

/**
 * How steadily writes were acknowledged during some time.
 *
 * @param acknowledged how many were
 * @param longestNanos the longest time in which none of any session was
 * @param stalledNanos the sum of all such times that were longer than {@link SteadyWriters#STALL_NANOS}
 * @param sessionsLost sessions that a server said were no more
 */
public record Gaps(long acknowledged, long longestNanos, long stalledNanos, int sessionsLost) {}
