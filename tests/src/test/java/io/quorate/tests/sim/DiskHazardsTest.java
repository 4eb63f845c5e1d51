package io.quorate.tests.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.txnlog.TxnLogException;
import io.quorate.txnlog.sim.SimDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Hazards of disks: they fail, are full, lose what was not forced, and rot. */
class DiskHazardsTest extends Scenario {
    /** S14, D2: a force fails on a follower while the others commit: it ends itself, and has everything when it comes back. */
    @Test
    void s14AndD2AForceFails() {
        start();
        long follower = follower();
        server(follower).storage.disk().faults().failNextForce();
        write("/x");
        sim.runUntil("it has ended itself", 60, () -> !server(follower).isUp());
        write("/y");
        server(follower).start();
        sim.runUntil("it serves", 60, () -> isServing(follower));
        assertThat(has(follower, "/x")).isTrue();
        assertThat(has(follower, "/y")).isTrue();
        sim.finish();
    }

    /** A disk that hangs, of the leader or of a follower, and then goes on: a quorum of the others' disks is enough meanwhile. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aDiskHangs(boolean ofTheLeader) {
        start();
        long hangs = ofTheLeader ? leader() : follower();
        write("/before");
        long leader = leader();
        long epoch = server(leader).log().currentEpoch();
        stickDisk(hangs, true);
        for (int i = 0; i < 20; i++) {
            write("/meanwhile" + i);
        }
        sim.runFor(60_000_000_000L);
        write("/later");
        assertThat(server(hangs).log().durable()).isNotEqualTo(sim.ledger.tip());
        assertThat(server(leader).log().currentEpoch()).isEqualTo(epoch);
        stickDisk(hangs, false);
        sim.runUntil("it has everything on disk", 60, () -> server(hangs).log().durable() == sim.ledger.tip());
        sim.finish();
    }

    /** S20, D1: death in the middle of each of the first steps on the disk. */
    @Test
    void s20AndD1DeathAtEveryStepOfTheFirstEpoch() {
        int deaths = 0;
        for (int step = 1; step <= 25; step++) {
            use(step, Knobs.calm(3).with(k -> k.clients = 1));
            sim.begin();
            sim.runUntil("it has started", 60, () -> server(2).isUp());
            server(2).storage.disk().faults().crashAfter(step);
            sim.runUntil("it has died", 60, () -> !server(2).isUp());
            deaths++;
            server(2).start();
            sim.finish();
        }
        assertThat(deaths).isEqualTo(25);
    }

    // ---- D3: damage

    /** D3: the log is damaged before its end: the server says so and does not start; emptied, it is given everything again. */
    @ParameterizedTest
    @ValueSource(strings = {"one byte", "a hole of zeros", "the end of what was forced"})
    void d3TheLogIsDamagedWhereItWasForced(String damage) throws IOException {
        long follower = stopAFollower();
        SimDisk disk = server(follower).storage.disk();
        Path log = newest(follower, "log.");
        // Behind a magic number, a version and the log's zxid: how far it is known to be forced (decision 4).
        long end = ByteBuffer.wrap(disk.contents(log.resolveSibling("txnlog.mark")))
                .getLong(2 * Integer.BYTES + Long.BYTES);
        switch (damage) {
            case "one byte" -> disk.corrupt(log, end / 2, disk.contents(log)[(int) (end / 2)] ^ 0x40);
            case "a hole of zeros" -> zero(disk, log, end / 2, end / 2 + 200);
            default -> zero(disk, log, end - 40, end);
        }
        assertThatThrownBy(() -> server(follower).storage.read()).isInstanceOf(TxnLogException.class);
        comesBackEmptied(follower);
    }

    /** D3: the log ends in the middle of a record that was never forced: that is cut off, and sent again. */
    @Test
    void d3TheLogIsTornAtItsEnd() throws IOException {
        start();
        long follower = follower();
        client().stayAt(server(leader()));
        write("/x");
        sim.runUntil("it has it", 60, () -> server(follower).log().durable() == sim.ledger.tip());
        // The process dies behind the first bytes of the next record.
        server(follower).storage.disk().faults().crashAfter(1);
        write("/y");
        sim.runUntil("it has died", 60, () -> !server(follower).isUp());
        assertThat(sim.marks.count(Mark.TORN)).isPositive();
        write("/z");
        server(follower).start();
        sim.runUntil("it serves", 60, () -> isAtTheTip(follower));
        assertThat(has(follower, "/y")).isTrue();
        sim.finish();
    }

    /** D3: the newest snapshot is damaged: an older one and the log are as good, or the server says so and does not start. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void d3ASnapshotIsDamaged(boolean olderOnesAreThere) throws IOException {
        use(3, Knobs.calm(3).with(k -> k.clients = 1).with(k -> k.snapCount = 4));
        long follower = stopAFollower();
        SimDisk disk = server(follower).storage.disk();
        Path directory = server(follower).storage.dirs().snapDir();
        Path snapshot = newest(follower, "snapshot.");
        assertThat(snapshot.getFileName().toString()).isNotEqualTo("snapshot.0");
        zero(disk, snapshot, disk.size(snapshot) / 3, disk.size(snapshot) / 2);
        if (olderOnesAreThere) {
            server(follower).start();
            sim.runUntil("it serves", 60, () -> isAtTheTip(follower));
            sim.finish();
            return;
        }
        for (String name : disk.list(directory)) {
            if (name.startsWith("snapshot.") && !directory.resolve(name).equals(snapshot)) {
                disk.delete(directory.resolve(name));
            }
        }
        // A log that goes back to the first transaction would make up for it.
        Path first = directory.resolve(Arrays.stream(disk.list(directory).toArray(String[]::new))
                .filter(name -> name.startsWith("log."))
                .min(Comparator.comparingLong(DiskHazardsTest::zxidOf))
                .orElseThrow());
        disk.delete(first);
        assertThatThrownBy(() -> server(follower).storage.read()).isInstanceOf(TxnLogException.class);
        comesBackEmptied(follower);
    }

    /** D3: two of three are damaged in different places: one after the other, both come back. */
    @Test
    void d3TwoServersAreDamagedInDifferentPlaces() throws IOException {
        start();
        for (int i = 0; i < 20; i++) {
            write("/n" + i);
        }
        sim.runUntil("all have it", 60, () -> isAtTheTip(1) && isAtTheTip(2) && isAtTheTip(3));
        stopAll();
        for (long sid = 1; sid <= 2; sid++) {
            SimDisk disk = server(sid).storage.disk();
            disk.crash();
            Path log = newest(sid, "log.");
            long at = 200 * sid;
            disk.corrupt(log, at, disk.contents(log)[(int) at] ^ 1);
            long damaged = sid;
            assertThatThrownBy(() -> server(damaged).storage.read()).isInstanceOf(TxnLogException.class);
        }
        // Nobody else may be without his database when one is emptied: so the first one is mended from a copy of the
        // whole one's.
        copy(3, 1);
        server(1).start();
        server(3).start();
        sim.runUntil("two of three serve", 60, () -> isServing(1) && isServing(3));
        comesBackEmptied(2);
        assertThat(agreed().find("/n19")).isNotNull();
    }

    private long stopAFollower() throws IOException {
        start();
        long follower = follower();
        client().stayAt(server(leader()));
        for (int i = 0; i < 20; i++) {
            write("/n" + i);
        }
        sim.runUntil("it has it", 60, () -> isAtTheTip(follower));
        sim.runFor(100 * MILLI);
        die(follower, false);
        write("/x");
        return follower;
    }

    private void comesBackEmptied(long sid) {
        server(sid).wipe();
        server(sid).start();
        sim.runUntil("it serves", 60, () -> isAtTheTip(sid));
        assertThat(has(sid, "/n19")).isTrue();
        sim.finish();
    }

    private void copy(long from, long to) throws IOException {
        SimDisk source = server(from).storage.disk();
        SimDisk target = server(to).storage.disk();
        Path directory = server(to).storage.dirs().snapDir();
        for (String name : target.list(directory)) {
            target.delete(directory.resolve(name));
        }
        source.crash();
        for (String name : source.list(directory)) {
            target.install(directory.resolve(name), source.contents(directory.resolve(name)));
        }
    }

    private Path newest(long sid, String prefix) throws IOException {
        Path directory = server(sid).storage.dirs().snapDir();
        return directory.resolve(server(sid).storage.disk().list(directory).stream()
                .filter(name -> name.startsWith(prefix))
                .max(Comparator.comparingLong(DiskHazardsTest::zxidOf))
                .orElseThrow());
    }

    private static long zxidOf(String name) {
        return Long.parseUnsignedLong(name.substring(name.indexOf('.') + 1), 16);
    }

    private static void zero(SimDisk disk, Path file, long from, long to) throws IOException {
        for (long at = from; at < to; at++) {
            disk.corrupt(file, at, 0);
        }
    }

    // ---- D4, D5

    /** D4, F2: a disk is full for a while. */
    @Test
    void d4ADiskIsFull() {
        start();
        long follower = follower();
        client().quieten(false);
        server(follower)
                .storage
                .disk()
                .faults()
                .capacityBytes(server(follower).storage.usedBytes() + 1_000);
        sim.runUntil("it has ended itself", 60, () -> !server(follower).isUp());
        server(follower).storage.disk().faults().capacityBytes(Long.MAX_VALUE);
        server(follower).start();
        sim.runUntil("it serves", 60, () -> isServing(follower));
        sim.finish();
    }

    /** D5: a server whose database was emptied does not vote until it has been given it again. */
    @Test
    void d5ADatabaseIsEmptied() {
        start();
        write("/x");
        stopAll();
        server(1).wipe();
        server(1).start();
        server(2).start();
        sim.runFor(3_000 * MILLI);
        assertThat(isServing(2)).as("a quorum with a server that knows nothing").isFalse();
        server(3).start();
        sim.runUntil("all serve", 60, () -> isServing(1) && isServing(2) && isServing(3));
        assertThat(has(1, "/x")).isTrue();
        sim.finish();
    }

    /** D5: the logs are gone and an old snapshot is there: the server is told of the rest, and says what it misses. */
    @Test
    void d5TheLogsAreDeleted() throws IOException {
        use(5, Knobs.calm(3).with(k -> k.clients = 1).with(k -> k.snapCount = 8));
        long follower = stopAFollower();
        SimDisk disk = server(follower).storage.disk();
        Path directory = server(follower).storage.dirs().snapDir();
        for (String name : disk.list(directory)) {
            if (name.startsWith("log.")) {
                disk.delete(directory.resolve(name));
            }
        }
        disk.forceDirectory(directory);
        sim.ledger.wiped(follower);
        assertThat(server(follower).storage.warnings()).anyMatch(warning -> warning.contains("logs were removed"));
        server(follower).start();
        sim.runUntil("it serves", 60, () -> isAtTheTip(follower));
        assertThat(has(follower, "/n19")).isTrue();
        sim.finish();
    }
}
