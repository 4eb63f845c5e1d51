package io.quorate.election;

import io.quorate.ensemble.Ensemble;
import io.quorate.ensemble.EnsembleView;
import io.quorate.ensemble.QuorumServer;
import io.quorate.jute.quorum.Notification;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** One election under test: what it is told, and what it did. Its clock only moves when it is told to. */
final class Probe implements ElectionEffects {
    /** Without the fast finish, so that each step can be seen. */
    static final ElectionOptions PATIENT = ElectionOptions.defaults().withFastFinish(false);

    record Sent(long to, Notification notification) {
        /** State, candidate, zxid, round and epoch: all but version and configuration. */
        String brief() {
            Notification n = notification;
            return "%d: %s %d zxid %d round %d epoch %d"
                    .formatted(to, ServerState.of(n.state()), n.leader(), n.zxid(), n.electionEpoch(), n.peerEpoch());
        }
    }

    final FastLeaderElection election;
    final List<Sent> sent = new ArrayList<>();
    final List<Vote> decisions = new ArrayList<>();
    final List<Ensemble> adopted = new ArrayList<>();
    long now = 1_000_000;

    Probe(long sid, EnsembleView view, ElectionOptions options) {
        election = new FastLeaderElection(sid, view, options, new Random(sid), this);
    }

    /** Server {@code sid} of the voters 1 to {@code voters}. */
    static Probe of(long sid, int voters) {
        return new Probe(sid, EnsembleView.of(majority(voters)), PATIENT);
    }

    static Ensemble majority(int voters) {
        return majority(voters, 0);
    }

    /** Voters 1, 2, ... and behind them observers. */
    static Ensemble majority(int voters, int observers) {
        List<QuorumServer> members = new ArrayList<>();
        for (int sid = 1; sid <= voters + observers; sid++) {
            members.add(QuorumServer.parse(sid, "h" + sid + ":1:2" + (sid > voters ? ":observer" : "")));
        }
        return Ensemble.of(0, members);
    }

    /** Starts with this zxid, in the epoch that it belongs to if that is a real one. */
    Probe start(long zxid) {
        election.start(now, zxid, Math.max(0, zxid >> 32));
        return this;
    }

    Probe start(long zxid, long epoch) {
        election.start(now, zxid, epoch);
        return this;
    }

    /** Hears a vote in the present form, without a configuration. */
    Probe hear(long from, ServerState state, long leader, long zxid, long round, long epoch) {
        return hear(from, new Notification(state.code(), leader, zxid, round, epoch, ""));
    }

    /** Hears that a server looks, voting for itself in epoch 0. */
    Probe looking(long from, long zxid, long round) {
        return hear(from, ServerState.LOOKING, from, zxid, round, 0);
    }

    Probe hear(long from, Notification n) {
        election.onNotification(from, n, now);
        return this;
    }

    Probe link(long sid, LinkState state) {
        election.onLink(sid, state, now);
        return this;
    }

    /** Lets time pass, calling the election at each of its deadlines. */
    Probe pass(long millis) {
        long end = now + millis;
        while (election.nextDeadlineMillis() <= end) {
            now = Math.max(now, election.nextDeadlineMillis());
            election.onTime(now);
        }
        now = end;
        return this;
    }

    /** Takes what was sent since the last time, in short. */
    List<String> takeSent() {
        List<String> taken = sent.stream().map(Sent::brief).toList();
        sent.clear();
        return taken;
    }

    /** Forgets what was sent so far. */
    Probe clear() {
        sent.clear();
        return this;
    }

    /** The only decision. */
    Vote decision() {
        return decision(0);
    }

    /** The decision number {@code index}, from 0, which has to be the last one. */
    Vote decision(int index) {
        if (decisions.size() != index + 1) {
            throw new AssertionError("decisions: " + decisions + " (expected: " + (index + 1) + ")");
        }
        return decisions.get(index);
    }

    @Override
    public void send(long to, Notification notification) {
        sent.add(new Sent(to, notification));
    }

    @Override
    public void decided(Vote vote, ServerState state) {
        decisions.add(vote);
    }

    @Override
    public void adopted(Ensemble newer) {
        adopted.add(newer);
    }
}
