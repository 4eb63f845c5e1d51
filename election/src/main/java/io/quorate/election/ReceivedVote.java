package io.quorate.election;

/**
 * A vote as it was heard.
 *
 * @param state of the sender
 * @param version of the message that brought it; 0 for the forms that had none
 */
record ReceivedVote(Vote vote, ServerState state, int version) {
    /**
     * Whether both support the same leader (spec: election-protocol §6). Votes of servers that are no longer looking are compared
     * without round and zxid: those may differ from server to server although all follow one leader. That is what lets a
     * newcomer join a settled ensemble (ZOOKEEPER-1732, ZOOKEEPER-1818).
     */
    boolean matches(ReceivedVote other) {
        if (state == ServerState.LOOKING || other.state == ServerState.LOOKING) {
            return vote.equals(other.vote);
        }
        if (version > 0 != other.version > 0) {
            return vote.leader() == other.vote.leader();
        }
        return vote.leader() == other.vote.leader() && vote.peerEpoch() == other.vote.peerEpoch();
    }

    @Override
    public String toString() {
        return state + " for " + vote + (version > 0 ? "" : ", no version");
    }
}
