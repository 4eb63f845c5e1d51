package io.quorate.ensemble;

import io.quorate.jute.ErrorCode;
import io.quorate.jute.proto.ReconfigRequest;
import io.quorate.jute.quorum.HostPort;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a request to change the ensemble comes to: the next configuration, or a refusal. The checks are those that concern
 * configurations, in their order (spec: client-protocol §5.5, steps 4 to 8); whether reconfig is enabled, the session and the ACL are
 * others' business.
 */
public final class Reconfiguration {
    private final Ensemble present;
    private final boolean standaloneEnabled;

    private Reconfiguration(Ensemble present, boolean standaloneEnabled) {
        this.present = present;
        this.standaloneEnabled = standaloneEnabled;
    }

    /** The result of a request. */
    public sealed interface Outcome {}

    /** The request is to be proposed. */
    public record Accepted(Ensemble next) implements Outcome {}

    /**
     * The request is answered with the refusal's error code.
     *
     * @param detail what was found and what was expected, for the log
     */
    public record Refused(Refusal refusal, String detail) implements Outcome {}

    /** Why a request is refused. */
    public enum Refusal {
        /** An earlier change has not been committed. */
        IN_PROGRESS(ErrorCode.RECONFIG_IN_PROGRESS),
        /** The request was made for another version. */
        OTHER_VERSION(ErrorCode.BAD_VERSION),
        /** A list, a line or the whole describes no ensemble. */
        MALFORMED(ErrorCode.BAD_ARGUMENTS),
        /** With groups and weights only a full list of members can say what is meant. */
        NOT_INCREMENTAL(ErrorCode.BAD_ARGUMENTS),
        /** A joining server lacks its client address. */
        NO_CLIENT_ADDRESS(ErrorCode.BAD_ARGUMENTS),
        /** A joining server has an address that another member has. */
        ADDRESS_TAKEN(ErrorCode.BAD_ARGUMENTS),
        /** Nothing, or a single server in an ensemble that may not run alone, would remain to vote. */
        TOO_FEW_VOTERS(ErrorCode.BAD_ARGUMENTS),
        /** The servers in sync are no quorum of the next configuration, so it could not take over. */
        NO_QUORUM_IN_SYNC(ErrorCode.NEW_CONFIG_NO_QUORUM);

        private final ErrorCode errorCode;

        Refusal(ErrorCode errorCode) {
            this.errorCode = errorCode;
        }

        public ErrorCode errorCode() {
            return errorCode;
        }
    }

    private static final class RefusedException extends Exception {
        private static final long serialVersionUID = 1L;

        private final Refusal refusal;

        RefusedException(Refusal refusal, String detail) {
            super(detail);
            this.refusal = refusal;
        }
    }

    /**
     * Checks a request.
     *
     * @param standaloneEnabled whether a single voter counts as no ensemble
     * @param inSync the leader and the learners that it has in sync
     * @param zxid of the transaction that would carry the change, and thereby the version of the next configuration
     */
    public static Outcome plan(
            ReconfigRequest request, EnsembleView view, boolean standaloneEnabled, Set<Long> inSync, long zxid) {
        try {
            requireVersion(request, view);
            Reconfiguration change = new Reconfiguration(view.lastSeen(), standaloneEnabled);
            Ensemble next = change.next(request, zxid);
            if (!next.verifier().isQuorum(inSync)) {
                throw new RefusedException(
                        Refusal.NO_QUORUM_IN_SYNC,
                        "in sync: " + inSync + " (expected: a quorum of the voters " + next.voters() + ")");
            }
            return new Accepted(next);
        } catch (RefusedException e) {
            return new Refused(e.refusal, e.getMessage());
        } catch (MalformedEnsembleException e) {
            return new Refused(Refusal.MALFORMED, e.getMessage());
        }
    }

    private static void requireVersion(ReconfigRequest request, EnsembleView view) throws RefusedException {
        long committed = view.committed().version();
        long lastSeen = view.lastSeen().version();
        if (lastSeen != committed) {
            throw new RefusedException(
                    Refusal.IN_PROGRESS,
                    "version " + Long.toHexString(lastSeen) + " is proposed (expected: none after "
                            + Long.toHexString(committed) + ")");
        }
        if (request.curConfigId() != -1 && request.curConfigId() != lastSeen) {
            throw new RefusedException(
                    Refusal.OTHER_VERSION,
                    "version: " + Long.toHexString(request.curConfigId()) + " (expected: " + Long.toHexString(lastSeen)
                            + ", or -1 for any)");
        }
    }

    private Ensemble next(ReconfigRequest request, long zxid) throws RefusedException {
        Ensemble next = request.newMembers() == null
                ? incremental(request, zxid)
                : Ensemble.parse(request.newMembers().replace(',', '\n')).withVersion(zxid);
        requireVoters(next.voters().size());
        return next;
    }

    private void requireVoters(int voters) throws RefusedException {
        int votersMin = standaloneEnabled ? 2 : 1;
        if (voters < votersMin) {
            throw new RefusedException(
                    Refusal.TOO_FEW_VOTERS,
                    "voters: " + voters + " (expected: at least " + votersMin
                            + (standaloneEnabled ? ", as standaloneEnabled is true)" : ")"));
        }
    }

    /** First the leaving servers go, so that one may leave and join with new addresses in one request. */
    private Ensemble incremental(ReconfigRequest request, long zxid) throws RefusedException {
        if (present.isHierarchical()) {
            throw new RefusedException(
                    Refusal.NOT_INCREMENTAL,
                    "joining or leaving servers of an ensemble with groups (expected: the list of all new members)");
        }
        SortedMap<Long, QuorumServer> members = new TreeMap<>(present.members());
        for (String sid : split(request.leavingServers())) {
            members.remove(EnsembleText.parseNumber("leaving server", sid));
        }
        for (String line : split(request.joiningServers())) {
            QuorumServer joining = EnsembleText.parseMember(line);
            requireAddresses(joining, members);
            members.put(joining.sid(), joining);
        }
        if (members.values().stream().noneMatch(QuorumServer::isVoter)) {
            requireVoters(0);
        }
        return Ensemble.of(zxid, members.values());
    }

    private static List<String> split(String list) {
        List<String> items = new ArrayList<>();
        for (String item : list == null ? new String[0] : list.split(",", -1)) {
            if (!item.isBlank()) {
                items.add(item.strip());
            }
        }
        return items;
    }

    private static void requireAddresses(QuorumServer joining, SortedMap<Long, QuorumServer> members)
            throws RefusedException {
        if (joining.clientAddress() == null) {
            throw new RefusedException(
                    Refusal.NO_CLIENT_ADDRESS,
                    "server." + joining.sid() + "=" + joining.toText() + " (expected: ;clientPort at its end)");
        }
        List<String> own = ownAddresses(joining);
        for (QuorumServer member : members.values()) {
            if (member.sid() == joining.sid()) {
                continue;
            }
            for (String address : ownAddresses(member)) {
                if (own.contains(address)) {
                    throw new RefusedException(
                            Refusal.ADDRESS_TAKEN,
                            "server." + joining.sid() + ": " + address + " (expected: one that server." + member.sid()
                                    + " does not have)");
                }
            }
        }
    }

    /** Those that no other server can have: not the ones that mean "every address" or "this machine". */
    private static List<String> ownAddresses(QuorumServer server) {
        List<HostPort> all = new ArrayList<>(server.quorumAddresses());
        all.addAll(server.electionAddresses());
        if (server.clientAddress() != null) {
            all.add(server.clientAddress());
        }
        return all.stream()
                .filter(address -> !address.isWildcard() && !Hosts.isLoopback(address))
                .map(address -> address.toText().toLowerCase(Locale.ROOT))
                .toList();
    }
}
