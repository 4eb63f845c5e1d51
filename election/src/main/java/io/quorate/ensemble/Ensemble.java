package io.quorate.ensemble;

import io.quorate.jute.quorum.HostPort;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * One configuration of the ensemble: who its members are, who of them votes, and what is a quorum. An immutable value with a
 * version; a change makes a new one. Its text is the data of {@code /zookeeper/config} and travels in votes (spec:
 * client-protocol §5.5, election-protocol §8).
 */
public final class Ensemble {
    private final long version;
    private final SortedMap<Long, QuorumServer> members;
    private final SortedMap<Long, List<Long>> groups;
    private final SortedMap<Long, Long> weights;
    private final QuorumVerifier verifier;
    private final Set<Long> observers;

    private Ensemble(
            long version,
            SortedMap<Long, QuorumServer> members,
            SortedMap<Long, List<Long>> groups,
            SortedMap<Long, Long> weights,
            QuorumVerifier verifier) {
        this.version = version;
        this.members = members;
        this.groups = groups;
        this.weights = weights;
        this.verifier = verifier;
        SortedSet<Long> others = new TreeSet<>(members.keySet());
        others.removeAll(verifier.voters());
        this.observers = Collections.unmodifiableSortedSet(others);
    }

    /**
     * An ensemble in which the majority decides.
     *
     * @param version the zxid of the transaction that made it; 0 if it came from a file
     * @throws MalformedEnsembleException if no member votes or two have the same sid
     */
    public static Ensemble of(long version, Collection<QuorumServer> members) {
        SortedMap<Long, QuorumServer> bySid = bySid(members);
        return new Ensemble(
                version,
                bySid,
                Collections.emptySortedMap(),
                Collections.emptySortedMap(),
                new MajorityQuorum(votersOf(bySid)));
    }

    /**
     * An ensemble of weighted servers in groups.
     *
     * @param groups sids by group number
     * @param weights by sid, of those that do not weigh 1
     * @throws MalformedEnsembleException see {@link #of} and {@link HierarchicalQuorum}; also if a group names a stranger
     */
    public static Ensemble hierarchical(
            long version,
            Collection<QuorumServer> members,
            Map<Long, ? extends Collection<Long>> groups,
            Map<Long, Long> weights) {
        SortedMap<Long, QuorumServer> bySid = bySid(members);
        Set<Long> voters = votersOf(bySid);
        SortedMap<Long, List<Long>> sortedGroups = new TreeMap<>();
        groups.forEach((number, sids) -> sortedGroups.put(number, List.copyOf(new TreeSet<>(sids))));
        sortedGroups.forEach((number, sids) -> requireMembers(number, sids, bySid));
        SortedMap<Long, Long> allWeights = new TreeMap<>(weights);
        voters.forEach(voter -> allWeights.putIfAbsent(voter, 1L));
        QuorumVerifier verifier = new HierarchicalQuorum(voters, groups, allWeights);
        return new Ensemble(
                version,
                bySid,
                Collections.unmodifiableSortedMap(sortedGroups),
                Collections.unmodifiableSortedMap(allWeights),
                verifier);
    }

    /**
     * Parses config text: lines {@code server.N=}, {@code group.N=}, {@code weight.N=} in any order, and {@code version=} in hex
     * (0 if it is missing).
     *
     * @throws MalformedEnsembleException if it is anything else
     */
    public static Ensemble parse(String text) {
        return EnsembleText.parse(text);
    }

    /**
     * The version that a config text claims, without a look at the rest; 0 if it claims none.
     *
     * @throws MalformedEnsembleException if its version line is not a hexadecimal number
     */
    public static long versionOf(String text) {
        return EnsembleText.versionOf(text);
    }

    private static SortedMap<Long, QuorumServer> bySid(Collection<QuorumServer> members) {
        SortedMap<Long, QuorumServer> bySid = new TreeMap<>();
        for (QuorumServer member : members) {
            if (bySid.put(member.sid(), member) != null) {
                throw new MalformedEnsembleException(
                        "server." + member.sid() + ": given twice (expected: a sid for each server)");
            }
        }
        return Collections.unmodifiableSortedMap(bySid);
    }

    private static Set<Long> votersOf(SortedMap<Long, QuorumServer> members) {
        Set<Long> voters = new TreeSet<>();
        for (QuorumServer member : members.values()) {
            if (member.isVoter()) {
                voters.add(member.sid());
            }
        }
        if (voters.isEmpty()) {
            throw new MalformedEnsembleException(
                    "members: " + members.size() + ", none of which votes (expected: at least one participant)");
        }
        return voters;
    }

    private static void requireMembers(long group, List<Long> sids, SortedMap<Long, QuorumServer> members) {
        for (long sid : sids) {
            if (!members.containsKey(sid)) {
                throw new MalformedEnsembleException(
                        "group." + group + ": " + sid + " (expected: only sids that have a server line)");
            }
        }
    }

    /** The same members with another version. */
    public Ensemble withVersion(long newVersion) {
        return new Ensemble(newVersion, members, groups, weights, verifier);
    }

    /** The zxid of the transaction that made this configuration; 0 if it came from a file. */
    public long version() {
        return version;
    }

    /** All members by sid, in ascending order. */
    public SortedMap<Long, QuorumServer> members() {
        return members;
    }

    /** The member with this sid, or null. */
    public QuorumServer member(long sid) {
        return members.get(sid);
    }

    public QuorumVerifier verifier() {
        return verifier;
    }

    /** The sids of the members that vote, in ascending order. */
    public Set<Long> voters() {
        return verifier.voters();
    }

    /** The sids of the members that do not vote, in ascending order. */
    public Set<Long> observers() {
        return observers;
    }

    public boolean isVoter(long sid) {
        return verifier.voters().contains(sid);
    }

    public boolean isObserver(long sid) {
        return observers.contains(sid);
    }

    /** Whether groups and weights decide, and not the plain majority. */
    public boolean isHierarchical() {
        return !groups.isEmpty();
    }

    /** Sids by group number; empty if the majority decides. */
    public SortedMap<Long, List<Long>> groups() {
        return groups;
    }

    /** Weights by sid, those of all voters among them; empty if the majority decides. */
    public SortedMap<Long, Long> weights() {
        return weights;
    }

    /**
     * Whether a change from one to the other changes nothing: they have one version, or the same members with the same addresses
     * and types in the same groups (spec: election-protocol §8, "changed?").
     */
    public boolean isSameAs(Ensemble other) {
        return version == other.version || sameMembership(other);
    }

    private boolean sameMembership(Ensemble other) {
        return members.keySet().equals(other.members.keySet())
                && groups.equals(other.groups)
                && weights.equals(other.weights)
                && members.values().stream().allMatch(member -> sameMember(member, other.member(member.sid())));
    }

    /** The order of the addresses does not matter. */
    private static boolean sameMember(QuorumServer one, QuorumServer other) {
        return one.type() == other.type()
                && Objects.equals(one.clientAddress(), other.clientAddress())
                && new HashSet<>(one.addresses()).equals(new HashSet<>(other.addresses()));
    }

    /**
     * The config text, in the order of the sids, with the version as its last line and no line end behind it. Other servers put
     * the lines in another order, so texts are never to be compared.
     */
    public String toText() {
        StringBuilder text = new StringBuilder();
        for (String line : lines()) {
            text.append(line).append('\n');
        }
        return text.append(versionLine()).toString();
    }

    /**
     * The contents of the file {@code .dynamic.<version>}: sorted lines without a version, which is in the file's name (spec:
     * storage-format §7).
     */
    public String toDynamicFileText() {
        return String.join("\n", new TreeSet<>(lines()));
    }

    /** The contents of the file {@code .dynamic.next}: sorted lines with the version among them (spec: storage-format §7). */
    public String toNextFileText() {
        SortedSet<String> lines = new TreeSet<>(lines());
        lines.add(versionLine());
        return String.join("\n", lines);
    }

    private List<String> lines() {
        List<String> lines = new ArrayList<>();
        members.forEach((sid, member) -> lines.add("server." + sid + "=" + member.toText()));
        groups.forEach((number, sids) -> lines.add("group." + number + "="
                + String.join(":", sids.stream().map(String::valueOf).toList())));
        weights.forEach((sid, weight) -> lines.add("weight." + sid + "=" + weight));
        return lines;
    }

    private String versionLine() {
        return "version=" + Long.toHexString(version);
    }

    /** Where this member's election port can be dialled; empty if it is no member. */
    public List<HostPort> electionAddresses(long sid) {
        QuorumServer member = members.get(sid);
        return member == null ? List.of() : member.electionAddresses();
    }

    /** Equal in version and in everything of every member; see {@link #isSameAs} for "nothing changed". */
    @Override
    public boolean equals(Object other) {
        return other instanceof Ensemble that
                && version == that.version
                && members.equals(that.members)
                && groups.equals(that.groups)
                && weights.equals(that.weights);
    }

    @Override
    public int hashCode() {
        return Objects.hash(version, members, groups, weights);
    }

    @Override
    public String toString() {
        return toText().replace('\n', ' ');
    }
}
