package io.quorate.election;

/**
 * The numbers of an election, all in milliseconds (spec: election-protocol §6, §7).
 *
 * @param notificationIntervalMin first wait for a notification before the proposal is sent again
 * @param notificationIntervalMax longest such wait; it doubles each time
 * @param finalizeWait how long a better vote is waited for when a quorum agrees
 * @param fastFinish whether that wait is skipped when nobody is left from whom a better vote could come
 * @param observerDelayMax bound of the random time that an observer waits after it has left a leader
 */
public record ElectionOptions(
        long notificationIntervalMin,
        long notificationIntervalMax,
        long finalizeWait,
        boolean fastFinish,
        int observerDelayMax) {
    public ElectionOptions {
        if (notificationIntervalMin < 1 || notificationIntervalMax < notificationIntervalMin) {
            throw new IllegalArgumentException("notification intervals: " + notificationIntervalMin + " to "
                    + notificationIntervalMax + " ms (expected: at least 1, and in this order)");
        }
        if (finalizeWait < 0 || observerDelayMax < 0) {
            throw new IllegalArgumentException("finalizeWait: " + finalizeWait + " ms, observerDelayMax: "
                    + observerDelayMax + " ms (expected: 0 or more)");
        }
    }

    /** What every server does that is not told otherwise. */
    public static ElectionOptions defaults() {
        return new ElectionOptions(200, 60_000, 200, true, 200);
    }

    public ElectionOptions withFastFinish(boolean enabled) {
        return new ElectionOptions(
                notificationIntervalMin, notificationIntervalMax, finalizeWait, enabled, observerDelayMax);
    }

    public ElectionOptions withObserverDelayMax(int millis) {
        return new ElectionOptions(notificationIntervalMin, notificationIntervalMax, finalizeWait, fastFinish, millis);
    }

    public ElectionOptions withNotificationIntervals(long min, long max) {
        return new ElectionOptions(min, max, finalizeWait, fastFinish, observerDelayMax);
    }
}
