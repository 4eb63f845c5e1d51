package io.quorate.server.config;

import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.SortedMap;

/**
 * The ensemble this server belongs to, and how its members deal with each other.
 *
 * @param myid the number in {@code <dataDir>/myid}, or empty if there is no such file
 * @param members {@code server.N}, by ascending id; empty if none is configured
 * @param groups {@code group.N}: members of each group, for hierarchical quorums; empty = majority quorum
 * @param weights {@code weight.N} where given; a voter without one weighs 1
 * @param initLimitTicks time to connect to a leader and to be synced by it; 0 = not given (then not distributed)
 * @param syncLimitTicks time without a sign of life after which a member is given up; 0 = not given
 * @param connectToLearnerMasterLimitTicks time to connect to the leader; 0 = initLimit
 * @param electionAlg always 3
 * @param peerType what this server is
 * @param quorumListenOnAllIps bind quorum and election port to every address
 * @param syncEnabled whether an observer keeps a log and snapshots
 * @param leaderServes whether the leader serves clients
 * @param standaloneEnabled a single configured member runs without a quorum
 * @param reconfigEnabled whether clients may change the membership
 * @param dynamicConfigFile the file that members, groups and weights were read from, or null if from the static file
 * @param version of the membership: from the name of the dynamic file, or its version line; 0 = static
 * @param multiAddressEnabled members may have several addresses
 * @param cnxTimeoutMillis limit of a dial of the election port
 * @param electionPortBindRetry attempts to bind the election port, 0 = for ever
 * @param minNotificationIntervalMillis first wait for an answer in an election
 * @param maxNotificationIntervalMillis longest such wait
 * @param readOnlyMode a member without a quorum serves reads to clients who ask for that; and {@code isro} is answered
 * @param localSessionsEnabled new sessions are known to their own server only
 * @param localSessionsUpgradingEnabled such a session is made global when it wants an ephemeral
 */
public record EnsembleConfig(
        OptionalLong myid,
        List<Member> members,
        SortedMap<Long, List<Long>> groups,
        SortedMap<Long, Long> weights,
        int initLimitTicks,
        int syncLimitTicks,
        int connectToLearnerMasterLimitTicks,
        int electionAlg,
        PeerType peerType,
        boolean quorumListenOnAllIps,
        boolean syncEnabled,
        boolean leaderServes,
        boolean standaloneEnabled,
        boolean reconfigEnabled,
        Path dynamicConfigFile,
        long version,
        boolean multiAddressEnabled,
        int cnxTimeoutMillis,
        int electionPortBindRetry,
        int minNotificationIntervalMillis,
        int maxNotificationIntervalMillis,
        boolean readOnlyMode,
        boolean localSessionsEnabled,
        boolean localSessionsUpgradingEnabled) {

    /** Whether a member votes. */
    public enum PeerType {
        /** Votes, may lead. */
        PARTICIPANT,
        /** Learns what was decided, does not vote. */
        OBSERVER
    }

    /**
     * One server of the ensemble (text form: client-protocol §5.5).
     *
     * @param addresses at least one
     * @param clientAddress where it serves clients, or null if that is not part of the membership
     */
    public record Member(long id, List<PeerAddress> addresses, PeerType type, HostPort clientAddress) {
        /** The text after {@code server.N=}, as written into the configuration znode. */
        public String toText() {
            StringBuilder text = new StringBuilder();
            for (PeerAddress address : addresses) {
                text.append(text.isEmpty() ? "" : "|").append(address.toText());
            }
            text.append(type == PeerType.OBSERVER ? ":observer" : ":participant");
            if (clientAddress != null) {
                text.append(';').append(clientAddress.toText());
            }
            return text.toString();
        }
    }

    /** One way to reach a member. */
    public record PeerAddress(String host, int quorumPort, int electionPort) {
        String toText() {
            return HostPort.bracketed(host) + ":" + quorumPort + ":" + electionPort;
        }
    }

    /** A host name or literal address (IPv6 without brackets), and a port. */
    public record HostPort(String host, int port) {
        String toText() {
            return bracketed(host) + ":" + port;
        }

        static String bracketed(String host) {
            return host.indexOf(':') >= 0 ? "[" + host + "]" : host;
        }
    }

    /** Whether this server needs others to serve: more than one voter, or one that may not run alone. */
    public boolean distributed() {
        long voters =
                members.stream().filter(m -> m.type() == PeerType.PARTICIPANT).count();
        return voters > 1 || (!members.isEmpty() && !standaloneEnabled);
    }
}
