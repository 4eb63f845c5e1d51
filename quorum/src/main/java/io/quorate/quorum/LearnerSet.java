package io.quorate.quorum;

import io.quorate.jute.quorum.PacketType;
import io.quorate.jute.quorum.QuorumPacket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The learners of a leader, and what all of them are sent. Every packet is made once for all. */
final class LearnerSet implements Broadcast.Audience {
    private final PeerContext context;
    private final TreeMap<Long, LearnerHandler> byId = new TreeMap<>();
    private List<Long> followers = List.of();
    private List<Long> observers = List.of();
    private long lastRound;
    private boolean wanted;

    LearnerSet(PeerContext context) {
        this.context = context;
    }

    LearnerHandler get(long id) {
        return byId.get(id);
    }

    Collection<LearnerHandler> all() {
        return byId.values();
    }

    void add(LearnerHandler learner) {
        byId.put(learner.id, learner);
    }

    LearnerHandler remove(long id) {
        LearnerHandler removed = byId.remove(id);
        regroup();
        return removed;
    }

    /**
     * Why a server may not stay whose id another one has that certainly follows; null if there is none. Letting the newcomer replace
     * it would let the two take turns for ever.
     */
    String refusalOfNamesake(long sid) {
        return byId.values().stream()
                .filter(other -> other.info != null && other.sid == sid)
                .filter(other -> other.isHeardOf(context.nowMillis, context.tickMillis()))
                .findFirst()
                .map(other -> "it says that it is server " + sid + ", but that one follows from " + other.address
                        + " and was heard of " + (context.nowMillis - other.heardMillis)
                        + " ms ago: two servers have one myid")
                .orElse(null);
    }

    /** To be called when a learner begins to take part. */
    void regroup() {
        List<Long> newFollowers = new ArrayList<>();
        List<Long> newObservers = new ArrayList<>();
        for (LearnerHandler learner : byId.values()) {
            if (learner.isLive()) {
                (learner.observer ? newObservers : newFollowers).add(learner.id);
            }
        }
        followers = List.copyOf(newFollowers);
        observers = List.copyOf(newObservers);
    }

    @Override
    public void proposed(List<Proposal> proposals) {
        if (followers.isEmpty()) {
            return;
        }
        List<QuorumPacket> packets = new ArrayList<>(proposals.size());
        for (Proposal proposal : proposals) {
            packets.add(proposal(proposal));
        }
        context.effects.toLearners(followers, packets);
        for (long follower : followers) {
            LearnerHandler learner = byId.get(follower);
            learner.owingSinceMillis = Math.min(learner.owingSinceMillis, context.nowMillis);
        }
    }

    @Override
    public void committed(List<Proposal> proposals) {
        if (!followers.isEmpty()) {
            List<QuorumPacket> packets = new ArrayList<>(proposals.size());
            for (Proposal proposal : proposals) {
                packets.add(commit(proposal));
            }
            context.effects.toLearners(followers, packets);
        }
        if (!observers.isEmpty()) {
            List<QuorumPacket> packets = new ArrayList<>(proposals.size());
            for (Proposal proposal : proposals) {
                packets.add(new QuorumPacket(PacketType.INFORM, proposal.zxid(), proposal.bytes()));
            }
            context.effects.toLearners(observers, packets);
        }
    }

    @Override
    public void activated(Proposal reconfig, long designatedLeader) {
        byte[] leader =
                ByteBuffer.allocate(Long.BYTES).putLong(designatedLeader).array();
        if (!followers.isEmpty()) {
            context.effects.toLearners(
                    followers, List.of(new QuorumPacket(PacketType.COMMITANDACTIVATE, reconfig.zxid(), leader)));
        }
        if (!observers.isEmpty()) {
            byte[] data = ByteBuffer.allocate(Long.BYTES + reconfig.bytes().length)
                    .put(leader)
                    .put(reconfig.bytes())
                    .array();
            context.effects.toLearners(
                    observers, List.of(new QuorumPacket(PacketType.INFORMANDACTIVATE, reconfig.zxid(), data)));
        }
    }

    @Override
    public Set<Long> inSync() {
        Set<Long> sids = new TreeSet<>();
        sids.add(context.sid());
        for (LearnerHandler learner : byId.values()) {
            if (!learner.observer && learner.phase == LearnerHandler.Phase.STREAMING) {
                sids.add(learner.sid);
            }
        }
        // Who has just lost the vote leads, or follows, for the moment only, and will acknowledge nothing under the
        // next leader.
        sids.removeIf(context.view.committed()::isObserver);
        return sids;
    }

    @Override
    public boolean synced(Request sync) {
        if (sync.origin() instanceof Broadcast.LearnerOrigin origin) {
            if (byId.containsKey(origin.learner())) {
                send(origin.learner(), new QuorumPacket(PacketType.SYNC, 0, null));
            }
            return true;
        }
        return false;
    }

    void send(long learner, QuorumPacket packet) {
        context.effects.toLearners(List.of(learner), List.of(packet));
    }

    /**
     * Asks all who take part for a sign of life. They answer at once and in order, which tells when they still followed: see {@link
     * #heardSince}. Whoever is still being brought up to date is not asked, since other servers do not answer then.
     */
    void ping() {
        lastRound++;
        List<Long> asked = new ArrayList<>();
        for (LearnerHandler learner : byId.values()) {
            if (learner.phase == LearnerHandler.Phase.STREAMING) {
                learner.askedRounds.addLast(lastRound);
                asked.add(learner.id);
            }
        }
        if (!asked.isEmpty()) {
            long lastProposed = context.database.head().lastZxid();
            context.effects.toLearners(asked, List.of(new QuorumPacket(PacketType.PING, lastProposed, null)));
        }
    }

    /** Tells all who take part that this is the end of it. */
    void handOver() {
        List<Long> told = new ArrayList<>();
        for (LearnerHandler learner : byId.values()) {
            if (learner.phase == LearnerHandler.Phase.STREAMING) {
                told.add(learner.id);
            }
        }
        if (!told.isEmpty()) {
            context.effects.toLearners(
                    told, List.of(HandOver.packet(context.database.committed().lastZxid())));
        }
    }

    /** The older connections of a server that connects anew, and has given them up. */
    List<LearnerHandler> olderOf(long sid) {
        return byId.values().stream()
                .filter(other -> other.info != null && other.sid == sid)
                .toList();
    }

    @Override
    public long askQuorum() {
        wanted = true;
        return lastRound + 1;
    }

    @Override
    public void flush() {
        if (wanted) {
            wanted = false;
            ping();
        }
    }

    @Override
    public boolean heardSince(long round, Request request) {
        if (context.view == null) {
            return true;
        }
        // Who sent the request followed us when it did.
        long sender = request.origin() instanceof Broadcast.LearnerOrigin origin ? origin.learner() : 0;
        Set<Long> heard = new TreeSet<>();
        heard.add(context.sid());
        for (LearnerHandler learner : byId.values()) {
            if (!learner.observer && (learner.answeredRound >= round || learner.id == sender)) {
                heard.add(learner.sid);
            }
        }
        return context.view.verifier().isQuorum(heard);
    }

    static QuorumPacket proposal(Proposal proposal) {
        return new QuorumPacket(PacketType.PROPOSAL, proposal.zxid(), proposal.bytes());
    }

    static QuorumPacket commit(Proposal proposal) {
        return new QuorumPacket(PacketType.COMMIT, proposal.zxid(), null);
    }

    /** The learners that have said who they are, for operators. */
    List<QuorumStatus.LearnerStatus> status() {
        List<QuorumStatus.LearnerStatus> list = new ArrayList<>();
        for (LearnerHandler learner : byId.values()) {
            if (learner.info != null) {
                list.add(new QuorumStatus.LearnerStatus(
                        learner.sid,
                        learner.address,
                        learner.observer,
                        learner.phase == LearnerHandler.Phase.STREAMING,
                        learner.ackedZxid));
            }
        }
        return list;
    }
}
