package io.quorate.tests.sim;

import io.quorate.ensemble.EnsembleView;
import io.quorate.ensemble.PeerType;
import io.quorate.jute.Zxid;
import io.quorate.quorum.PeerState;
import io.quorate.tests.sim.check.ServerLog;
import io.quorate.txnlog.TxnLogException;
import io.quorate.txnlog.sim.SimulatedCrash;
import java.io.IOException;
import java.util.SplittableRandom;

/** One server: a machine with a disk and clocks, on which one process after another runs. */
final class SimServer implements SimNetwork.Machine {
    final long sid;
    final SimClock clock;
    final SimStorage storage;

    private final Simulation simulation;
    private final SplittableRandom random;
    private ServerProcess process;
    private boolean powered = true;
    /** What the operator wrote for a server that had been removed; null for the first configuration of the ensemble. */
    private EnsembleView file;

    SimServer(Simulation simulation, long sid, SplittableRandom random) {
        this.simulation = simulation;
        this.sid = sid;
        this.random = random;
        double spread = simulation.knobs.clockRateSpread;
        this.clock = new SimClock(simulation.scheduler, 1 + spread * (random.nextDouble() - 0.5) * 2);
        this.storage = new SimStorage(random.nextLong(), random.nextLong(), simulation.knobs);
    }

    @Override
    public long id() {
        return sid;
    }

    @Override
    public ServerProcess process() {
        return process;
    }

    @Override
    public boolean isPowered() {
        return powered;
    }

    boolean isUp() {
        return process != null;
    }

    ServerLog log() {
        return simulation.ledger.log(sid);
    }

    /** Starts a process on what the disk has. */
    void start() {
        if (process != null) {
            return;
        }
        if (!powered) {
            storage.disk().crash();
            powered = true;
        } else {
            storage.disk().restart();
        }
        PeerState state;
        try {
            state = storage.read();
        } catch (TxnLogException e) {
            throw new SimulationFailure("server " + sid + " cannot recover: " + e.getMessage(), e);
        } catch (IOException e) {
            // The disk fails even now; the next try finds it mended.
            simulation.trace.event(Trace.Kind.LIFE, sid, 1, () -> "cannot start: " + e.getMessage());
            simulation.marks.hit(Mark.START_FAILED);
            powered = false;
            simulation.weather().died(this);
            return;
        } catch (SimulatedCrash e) {
            simulation.trace.event(
                    Trace.Kind.LIFE, sid, 2, () -> "dies while it starts, while it was to " + e.getMessage());
            simulation.marks.hit(Mark.TORN);
            powered = random.nextBoolean();
            simulation.weather().died(this);
            return;
        }
        ServerLog log = simulation.ledger.log(sid);
        note(log, state);
        if (storage.configurations() != null) {
            simulation.ledger.foundConfigurations(sid, storage.configurations());
        }
        simulation.ledger.recovered(sid, state.tree(), state.lastZxid());
        if (simulation.knobs.servers > 1) {
            simulation.ledger.recoveredEpochs(sid, state.acceptedEpoch(), state.currentEpoch());
        }
        process = new ServerProcess(simulation, this, random.split(), state);
        process.start();
    }

    private void note(ServerLog log, PeerState state) {
        simulation.marks.hit(Mark.RECOVERY);
        if (!state.history().isEmpty()) {
            simulation.marks.hit(Mark.RECOVERED_TXNS);
        }
        if (log.currentEpoch() < state.currentEpoch()) {
            simulation.marks.hit(Mark.EPOCH_BEHIND_LOG);
        }
    }

    /**
     * The configurations that a process begins with: those stored, else the file that the operator wrote. Whoever was removed is given
     * a file with the servers that vote now, and itself: no server starts without a line of its own.
     */
    EnsembleView startView() {
        EnsembleView stored = storage.configurations();
        if (stored == null && file != null) {
            return file;
        }
        if (stored == null) {
            return EnsembleView.of(simulation.ensembleWith(sid, ownType(), simulation.view.committed()));
        }
        if (stored.member(sid) != null) {
            return stored;
        }
        simulation.marks.hit(Mark.CAME_BACK_REMOVED);
        loseConfigurations();
        // Of the voters of a file, a majority may not go by it: beside another with an old file this one only observes.
        PeerType type = simulation.isOldFileAbout(sid) ? PeerType.OBSERVER : ownType();
        file = EnsembleView.of(simulation.ensembleWith(
                sid, type, simulation.ensembleOf(simulation.ledger.voters()).withVersion(0)));
        return file;
    }

    /** What a server that is in no configuration takes itself for. */
    private PeerType ownType() {
        return sid % 2 == 0 ? PeerType.OBSERVER : PeerType.PARTICIPANT;
    }

    /** Puts the file with the first configuration of the ensemble in the place of what the server has stored. */
    void loseConfigurations() {
        storage.forgetConfigurations();
        file = null;
        simulation.ledger.replacedConfigurations(sid);
    }

    /** Ends the process; the machine runs on. */
    void kill() {
        if (process != null) {
            simulation.marks.hit(Mark.KILL);
            end(false);
        }
    }

    /** Ends the process as an operator does, who waits for a while, and then is out of patience. */
    void stop(long nanosMax) {
        if (process != null) {
            ServerProcess stopped = process;
            simulation.marks.hit(Mark.STOP);
            process.stop(nanosMax, () -> {
                if (process == stopped) {
                    simulation.network.hostEnded(stopped);
                    end(false);
                }
            });
        }
    }

    /** Ends the process and the machine. */
    void cutPower() {
        if (process != null || powered) {
            simulation.marks.hit(Mark.POWER_CUT);
            end(true);
        }
    }

    /** The process ends itself, because its disk failed. */
    void diskFailed() {
        // After a failed force the system believes things of the disk that are not true; only a reboot ends that.
        end(true);
    }

    private void end(boolean powerCut) {
        ServerProcess ended = process;
        process = null;
        EnsembleView stored = storage.configurations();
        if (ended != null
                && stored != null
                && stored.isChanging()
                && Zxid.counter(stored.lastSeen().version()) > 0) {
            simulation.marks.hit(Mark.JOINT_AT_DEATH);
        }
        if (powerCut) {
            powered = false;
        }
        if (ended != null) {
            ended.die();
            simulation.network.hostDied(ended, powerCut);
            simulation.ledger.stopsServing(sid);
            simulation.weather().died(this);
        }
    }

    /** Empties the database of a server that does not run. */
    void wipe() {
        storage.disk().faults().crashAfter(SimLogThread.NEVER);
        if (!powered) {
            storage.disk().crash();
            powered = true;
        } else {
            storage.disk().restart();
        }
        simulation.marks.hit(Mark.WIPED);
        try {
            storage.wipe();
        } catch (IOException e) {
            throw new SimulationFailure("a healthy disk failed", e);
        }
        simulation.ledger.wiped(sid);
    }
}
