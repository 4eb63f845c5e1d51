package io.quorate.election;

/**
 * The limits of election connections (spec: election-protocol §1).
 *
 * @param multiAddress whether to introduce ourselves with all our addresses instead of the first
 * @param dialMillisMax time for a dial
 * @param setUpMillisMax time for a peer that dialled to say who it is
 * @param callBackMillis after we have asked a greater sid to dial us: how long not to ask again
 * @param unidentifiedMax connections that have not yet said who they are
 * @param strangersMax connected servers that are in no configuration
 */
public record LinkOptions(
        boolean multiAddress,
        long dialMillisMax,
        long setUpMillisMax,
        long callBackMillis,
        int unidentifiedMax,
        int strangersMax) {
    /** What the other servers do, with bounds where they have none. */
    public static LinkOptions defaults() {
        return new LinkOptions(false, 5_000, 5_000, 150, 128, 64);
    }

    public LinkOptions withMultiAddress(boolean enabled) {
        return new LinkOptions(enabled, dialMillisMax, setUpMillisMax, callBackMillis, unidentifiedMax, strangersMax);
    }

    public LinkOptions withLimits(long newDialMillisMax, long newSetUpMillisMax) {
        return new LinkOptions(
                multiAddress, newDialMillisMax, newSetUpMillisMax, callBackMillis, unidentifiedMax, strangersMax);
    }
}
