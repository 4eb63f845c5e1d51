package io.quorate.tests.sim;

import io.quorate.ensemble.EnsembleView;
import io.quorate.quorum.PeerState;
import io.quorate.quorum.Proposal;
import io.quorate.tests.sim.check.Ledger;
import io.quorate.tests.sim.check.Txn;
import io.quorate.tree.DataTree;
import io.quorate.txnlog.EpochFile;
import io.quorate.txnlog.FileTxnLog;
import io.quorate.txnlog.sim.SimulatedCrash;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The thread that owns the log and the epoch files of a process: everything the core asks of the disk goes through its one queue,
 * in order, on the real file code. What is queued while it works becomes the next batch.
 */
final class SimLogThread {
    static final long NEVER = 1L << 60;
    private static final int SLOW_FACTOR = 100;
    private static final int OPERATIONS_OF_A_BATCH_MAX = 12;

    private final ServerProcess process;
    private final SimStorage storage;
    private final FileTxnLog log;
    private final Ledger ledger;
    private final Scheduler scheduler;
    private final SplittableRandom random;
    private final Knobs knobs;
    private final Bug bug;
    private final ArrayDeque<Work> queue = new ArrayDeque<>();
    private List<Work> batch = List.of();
    private boolean stuck;
    /** The last transaction written and not forced. */
    private Txn written;

    private sealed interface Work {
        record Append(List<Proposal> proposals, Txn last) implements Work {}

        record Roll() implements Work {}

        record Accepted(long epoch) implements Work {}

        record Current(long epoch, Txn history) implements Work {}

        record Configurations(EnsembleView view) implements Work {}

        record Truncate(long zxid, Txn target) implements Work {}

        record Install(DataTree tree, Txn target) implements Work {}
    }

    SimLogThread(ServerProcess process, SimStorage storage, FileTxnLog log, SplittableRandom random) {
        Simulation simulation = process.simulation();
        this.process = process;
        this.storage = storage;
        this.log = log;
        this.ledger = simulation.ledger;
        this.scheduler = simulation.scheduler;
        this.random = random;
        this.knobs = simulation.knobs;
        this.bug = simulation.bug;
    }

    void append(List<Proposal> proposals) {
        add(new Work.Append(List.copyOf(proposals), ledger.appended(process.id(), proposals)));
        if (bug == Bug.ACK_BEFORE_FORCE) {
            long zxid = proposals.get(proposals.size() - 1).zxid();
            process.toCore(core -> core.onLogged(zxid));
        }
    }

    void roll() {
        add(new Work.Roll());
    }

    void storeAccepted(long epoch) {
        add(new Work.Accepted(epoch));
    }

    void storeCurrent(long epoch) {
        Work.Current work = new Work.Current(epoch, ledger.log(process.id()).appended());
        if (bug == Bug.EPOCH_BEFORE_HISTORY) {
            try {
                store(work);
            } catch (IOException e) {
                process.fatal("the disk failed: " + e.getMessage());
                return;
            }
        }
        add(work);
    }

    void storeConfigurations(EnsembleView view) {
        add(new Work.Configurations(view));
    }

    void truncate(long zxid) {
        add(new Work.Truncate(bug == Bug.TRUNCATE_ONE_LESS ? zxid + 1 : zxid, ledger.truncates(process.id(), zxid)));
    }

    void install(DataTree tree) {
        add(new Work.Install(tree, ledger.installs(process.id(), tree)));
    }

    boolean isBusy() {
        return !batch.isEmpty();
    }

    private void add(Work work) {
        queue.add(work);
        if (!isBusy()) {
            startBatch();
        }
    }

    private void startBatch() {
        batch = new ArrayList<>(queue);
        queue.clear();
        if (!batch.isEmpty()) {
            long max = knobs.diskNanosMax
                    * (random.nextDouble() < process.simulation().slowDiskShare() ? SLOW_FACTOR : 1);
            scheduler.after(random.nextLong(max + 1), () -> process.whenRunning(this::finishBatch));
        }
    }

    /** Lets nothing become durable from now on, or again; for scenarios. */
    void stick(boolean newStuck) {
        stuck = newStuck;
        if (!stuck && isBusy()) {
            process.toSelf(this::finishBatch);
        }
    }

    private void finishBatch() {
        if (stuck) {
            return;
        }
        try {
            for (Work work : batch) {
                perform(work);
            }
            force();
        } catch (IOException e) {
            batch = List.of();
            process.fatal("the disk failed: " + e.getMessage());
            return;
        } catch (SimulatedCrash e) {
            batch = List.of();
            process.torn(e);
            return;
        }
        startBatch();
    }

    /** The process dies now: if it was at work, then perhaps in the middle of it. */
    void die() {
        if (isBusy() && random.nextBoolean()) {
            process.simulation().marks.hit(Mark.TORN);
            storage.disk().faults().crashAfter(random.nextInt(1, OPERATIONS_OF_A_BATCH_MAX));
            try {
                for (Work work : batch) {
                    perform(work);
                }
                force();
            } catch (SimulatedCrash e) {
                process.tell("died while it was to " + e.getMessage());
            } catch (IOException e) {
                process.tell("died of " + e.getMessage());
            }
            storage.disk().faults().crashAfter(NEVER);
        }
    }

    private void perform(Work work) throws IOException {
        if (work instanceof Work.Append append) {
            for (Proposal proposal : append.proposals()) {
                log.append(proposal.zxid(), proposal.bytes());
            }
            written = append.last();
            return;
        }
        force();
        if (work instanceof Work.Roll) {
            log.roll();
        } else if (work instanceof Work.Accepted accepted) {
            if (bug != Bug.FORGET_ACCEPTED_EPOCH) {
                EpochFile.accepted(storage.disk(), storage.dirs()).write(accepted.epoch());
            }
            ledger.acceptedEpoch(process.id(), accepted.epoch());
            done("accepted epoch " + accepted.epoch(), accepted.epoch());
            process.toCore(core -> core.onStored());
        } else if (work instanceof Work.Current current) {
            store(current);
            done("current epoch " + current.epoch(), current.epoch());
            process.toCore(core -> core.onStored());
        } else if (work instanceof Work.Configurations configurations) {
            storage.storeConfigurations(configurations.view(), bug);
            ledger.storedConfigurations(process.id(), configurations.view());
            done(
                    "configuration " + configurations.view(),
                    configurations.view().lastSeen().version());
            process.toCore(core -> core.onStored());
        } else if (work instanceof Work.Truncate truncate) {
            truncate(truncate);
        } else if (work instanceof Work.Install install) {
            install(install);
        }
    }

    private void store(Work.Current current) throws IOException {
        EpochFile.current(storage.disk(), storage.dirs()).write(current.epoch());
        ledger.currentEpoch(process.id(), current.epoch(), current.history());
    }

    private void truncate(Work.Truncate work) throws IOException {
        ledger.replacing(process.id(), work.target());
        log.truncate(work.zxid());
        PeerState state = storage.read();
        ledger.durable(process.id(), work.target());
        done("truncated to " + work.target(), work.zxid());
        process.toCore(core -> core.onTruncated(state.tree(), state.history()));
    }

    private void install(Work.Install work) throws IOException {
        ledger.replacing(process.id(), work.target());
        if (bug != Bug.SKIP_INSTALL) {
            storage.snapshots().save(work.tree());
        }
        log.continueAfter(work.tree().lastZxid());
        ledger.durable(process.id(), work.target());
        done("installed " + work.tree(), work.tree().lastZxid());
        process.toCore(core -> core.onStored());
    }

    private void force() throws IOException {
        if (written == null) {
            return;
        }
        if (bug != Bug.SKIP_FORCE) {
            log.force();
        }
        Txn upTo = written;
        written = null;
        ledger.durable(process.id(), upTo);
        done("logged up to " + upTo, upTo.zxid());
        process.toCore(core -> core.onLogged(upTo.zxid()));
    }

    private void done(String what, long number) {
        process.trace(Trace.Kind.DISK, number, () -> what);
    }
}
