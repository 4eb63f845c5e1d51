package io.quorate.txnlog.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.txnlog.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The simulated disk loses what a real one may lose, and nothing else. */
class SimDiskTest {
    private static final Path DIR = Path.of("/d");
    private static final Path FILE = DIR.resolve("f");

    private static SimDisk disk(long seed) {
        SimDisk disk = new SimDisk(seed);
        disk.createDirectories(DIR);
        return disk;
    }

    private static ByteBuffer filled(int length, int value) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) value);
        return ByteBuffer.wrap(bytes);
    }

    @Test
    void readsWhatWasWritten() throws IOException {
        SimDisk disk = disk(1);
        try (DiskFile file = disk.create(FILE)) {
            file.writeFully(filled(10_000, 7), 3000);
            file.extend(20_000);
            ByteBuffer read = ByteBuffer.allocate(20_000);
            file.readFully(read, 0);
            assertThat(Arrays.copyOfRange(read.array(), 0, 3000)).containsOnly(0);
            assertThat(Arrays.copyOfRange(read.array(), 3000, 13_000)).containsOnly(7);
            assertThat(Arrays.copyOfRange(read.array(), 13_000, 20_000)).containsOnly(0);
            file.truncate(5000);
            file.extend(6000);
            assertThat(disk.contents(FILE)).hasSize(6000).endsWith(new byte[1000]);
            assertThat(file.read(ByteBuffer.allocate(1), 6000)).isEqualTo(-1);
        }
        assertThatThrownBy(() -> disk.create(FILE)).isInstanceOf(FileAlreadyExistsException.class);
        assertThatThrownBy(() -> disk.open(DIR.resolve("g"))).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void whatWasForcedSurvives() throws IOException {
        for (int seed = 0; seed < 100; seed++) {
            SimDisk disk = disk(seed);
            DiskFile file = disk.create(FILE);
            file.writeFully(filled(9000, 7), 0);
            file.force();
            disk.forceDirectory(DIR);
            file.writeFully(filled(9000, 8), 9000);
            disk.crash();
            byte[] contents = disk.contents(FILE);
            assertThat(contents.length).isBetween(9000, 18_000);
            assertThat(Arrays.copyOf(contents, 9000)).containsOnly(7);
            for (int at = 9000; at < contents.length; at++) {
                assertThat(contents[at]).isIn((byte) 0, (byte) 8);
            }
        }
    }

    @Test
    void anySectorsOfTheRestMaySurvive() throws IOException {
        Set<String> outcomes = new TreeSet<>();
        for (int seed = 0; seed < 300; seed++) {
            SimDisk disk = disk(seed);
            DiskFile file = disk.create(FILE);
            file.writeFully(filled(2048, 1), 0);
            file.force();
            disk.forceDirectory(DIR);
            file.writeFully(filled(2048, 2), 0);
            disk.crash();
            StringBuilder outcome = new StringBuilder();
            byte[] contents = disk.contents(FILE);
            for (int sector = 0; sector < 4; sector++) {
                assertThat(new HashSet<>(Arrays.asList(contents[sector * 512], contents[sector * 512 + 511])))
                        .hasSize(1);
                outcome.append(contents[sector * 512]);
            }
            outcomes.add(outcome.toString());
        }
        assertThat(outcomes).hasSize(16);
    }

    @Test
    void namesSurviveOnlyIfTheDirectoryWasForced() throws IOException {
        Set<String> outcomes = new TreeSet<>();
        for (int seed = 0; seed < 200; seed++) {
            SimDisk disk = disk(seed);
            disk.install(DIR.resolve("old"), new byte[] {1});
            disk.create(DIR.resolve("new")).close();
            disk.rename(DIR.resolve("new"), DIR.resolve("old"));
            disk.crash();
            outcomes.add(disk.list(DIR) + " " + disk.size(DIR.resolve("old")));
            disk.create(DIR.resolve("kept")).close();
            disk.forceDirectory(DIR);
            disk.crash();
            assertThat(disk.exists(DIR.resolve("kept"))).isTrue();
        }
        assertThat(outcomes).contains("[old] 1", "[new, old] 1", "[old] 0");
    }

    @Test
    void aCutIsUndoneWholeOrNotAtAll() throws IOException {
        Set<Integer> lengths = new TreeSet<>();
        for (int seed = 0; seed < 60; seed++) {
            SimDisk disk = disk(seed);
            disk.install(FILE, filled(9000, 7).array());
            disk.open(FILE).truncate(2000);
            disk.crash();
            assertThat(disk.contents(FILE)).containsOnly(7);
            lengths.add(disk.contents(FILE).length);
        }
        assertThat(lengths).containsExactly(2000, 9000);
    }

    @Test
    void afterAFailedForceTheNextOneLies() throws IOException {
        int lost = 0;
        for (int seed = 0; seed < 60; seed++) {
            SimDisk disk = disk(seed);
            disk.install(FILE, filled(4096, 1).array());
            DiskFile file = disk.open(FILE);
            file.writeFully(filled(4096, 2), 0);
            disk.faults().failNextForce();
            assertThatThrownBy(file::force).isInstanceOf(IOException.class);
            file.force();
            assertThat(disk.contents(FILE)).as("what programs see").containsOnly(2);
            disk.crash();
            boolean whole = Arrays.equals(disk.contents(FILE), filled(4096, 2).array());
            lost += whole ? 0 : 1;
        }
        assertThat(lost).isGreaterThan(30);
    }

    @Test
    void aFullDiskTakesAPartAndThenNothing() throws IOException {
        SimDisk disk = disk(1);
        disk.faults().capacityBytes(2 * 4096);
        try (DiskFile file = disk.create(FILE)) {
            assertThat(file.write(filled(3 * 4096, 1), 100)).isEqualTo(2 * 4096 - 100);
            assertThatThrownBy(() -> file.write(filled(10, 1), 2 * 4096)).hasMessageContaining("No space left");
            assertThat(file.write(filled(10, 1), 500))
                    .as("within pages that are there")
                    .isEqualTo(10);
            assertThat(disk.usableSpace(DIR)).isZero();
        }
    }

    @Test
    void aCrashEndsEverythingThatIsOpen() throws IOException {
        SimDisk disk = disk(1);
        DiskFile file = disk.create(FILE);
        disk.faults().crashAfter(2);
        file.writeFully(filled(10, 1), 0);
        assertThatThrownBy(() -> file.writeFully(filled(10, 1), 10)).isInstanceOf(SimulatedCrash.class);
        assertThatThrownBy(file::force).isInstanceOf(SimulatedCrash.class);
        assertThatThrownBy(() -> disk.delete(FILE)).isInstanceOf(SimulatedCrash.class);
        disk.restart();
        assertThatThrownBy(file::size).isInstanceOf(SimulatedCrash.class);
        assertThat(disk.size(FILE)).isBetween(10L, 20L);
        disk.delete(FILE);
    }

    @Test
    void aSeedGivesTheSameOutcome() throws IOException {
        byte[][] outcomes = new byte[2][];
        for (int run = 0; run < 2; run++) {
            SimDisk disk = disk(5);
            disk.faults().shortWrites(0.5);
            DiskFile file = disk.create(FILE);
            disk.forceDirectory(DIR);
            for (int i = 0; i < 50; i++) {
                file.writeFully(filled(700, i), i * 600L);
            }
            disk.crash();
            outcomes[run] = disk.contents(FILE);
        }
        assertThat(outcomes[0]).isEqualTo(outcomes[1]);
    }
}
