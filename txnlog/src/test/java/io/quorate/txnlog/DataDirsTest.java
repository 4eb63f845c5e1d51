package io.quorate.txnlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.txnlog.sim.SimDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Spec: storage-format §1. */
class DataDirsTest {
    private static final Path DATA = Path.of("/d/data");
    private static final Path LOGS = Path.of("/d/logs");

    private final SimDisk disk = new SimDisk(1);

    @Test
    void makesTheDirectories() throws IOException {
        DataDirs dirs = DataDirs.open(disk, DATA, LOGS, true);
        assertThat(disk.isDirectory(Path.of("/d/data/version-2"))).isTrue();
        assertThat(disk.isDirectory(Path.of("/d/logs/version-2"))).isTrue();
        assertThat(dirs.snapDir()).isEqualTo(Path.of("/d/data/version-2"));
        assertThat(dirs.logDir()).isEqualTo(Path.of("/d/logs/version-2"));
        assertThat(DataDirs.open(disk, DATA, null, false).logDir()).isEqualTo(dirs.snapDir());
    }

    @Test
    void refusesToMakeThemIfToldSo() {
        assertThatThrownBy(() -> DataDirs.open(disk, DATA, LOGS, false))
                .isInstanceOf(TxnLogException.class)
                .hasMessageContaining("/d/data/version-2")
                .hasMessageContaining("datadir.autocreate");
    }

    @Test
    void refusesFilesInTheWrongDirectory() throws IOException {
        DataDirs dirs = DataDirs.open(disk, DATA, LOGS, true);
        disk.install(dirs.snapDir().resolve("log.5"), new byte[1]);
        assertThatThrownBy(() -> DataDirs.open(disk, DATA, LOGS, true))
                .isInstanceOf(TxnLogException.class)
                .hasMessageContaining("/d/data/version-2/log.5: a log below dataDir (expected: below dataLogDir)");
        disk.delete(dirs.snapDir().resolve("log.5"));
        disk.install(dirs.logDir().resolve("snapshot.5.gz"), new byte[1]);
        assertThatThrownBy(() -> DataDirs.open(disk, DATA, LOGS, true))
                .hasMessageContaining("/d/logs/version-2/snapshot.5.gz: a snapshot below dataLogDir");
        assertThat(DataDirs.open(disk, LOGS, null, true).snapDir()).isEqualTo(dirs.logDir());
    }

    @Test
    void splitDirectoriesRecover() throws IOException {
        DataDirs dirs = DataDirs.open(disk, DATA, LOGS, true);
        Recovery.recover(disk, dirs, Harness.options(false));
        TxnMaker maker = new TxnMaker(1);
        Harness.write(FileTxnLog.after(disk, dirs, Harness.SMALL, 0), maker.make(30));
        disk.crash();
        assertThat(Recovery.recover(disk, dirs, Harness.options(false)).lastZxid())
                .isEqualTo(30);
        assertThat(disk.list(dirs.snapDir())).containsExactly("acceptedEpoch", "currentEpoch", "snapshot.0");
        assertThat(disk.list(dirs.logDir())).containsExactly("log.1", "txnlog.mark");
    }

    @Test
    void twoServersCannotShareADirectory(@TempDir Path dir) throws IOException {
        Disk real = new NioDisk();
        DataDirs first = DataDirs.open(real, dir.resolve("a"), dir.resolve("logs"), true);
        DataDirs second = DataDirs.open(real, dir.resolve("b"), dir.resolve("logs"), true);
        String pid = Long.toString(ProcessHandle.current().pid());
        DataDirLock lock = DataDirLock.acquire(first);
        assertThat(Files.readString(first.snapDir().resolve("quorate.lock"))).isEqualTo(pid);
        for (DataDirs other : new DataDirs[] {first, second}) {
            assertThatThrownBy(() -> DataDirLock.acquire(other))
                    .isInstanceOf(TxnLogException.class)
                    .hasMessageContaining("quorate.lock")
                    .hasMessageContaining("locked by the process with id " + pid)
                    .hasMessageContaining("Stop the other server");
        }
        lock.close();
        DataDirLock.acquire(second).close();
    }

    @Test
    void theRealDiskKeepsItsPromises(@TempDir Path dir) throws IOException {
        Disk real = new NioDisk();
        Path deep = dir.resolve("x/y/z");
        real.createDirectories(deep);
        real.createDirectories(deep);
        assertThat(real.isDirectory(deep)).isTrue();
        Path file = deep.resolve("f");
        try (DiskFile open = real.create(file)) {
            open.writeFully(ByteBuffer.wrap(new byte[] {1, 2, 3}), 5);
            open.extend(100);
            open.extend(50);
            open.force();
            assertThat(open.size()).isEqualTo(100);
            open.truncate(8);
        }
        assertThatThrownBy(() -> real.create(file)).isInstanceOf(FileAlreadyExistsException.class);
        assertThat(Files.readAllBytes(file)).containsExactly(0, 0, 0, 0, 0, 1, 2, 3);
        real.rename(file, deep.resolve("g"));
        real.forceDirectory(deep);
        assertThat(real.list(deep)).containsExactly("g");
        assertThat(real.exists(file)).isFalse();
        assertThat(real.size(deep.resolve("g"))).isEqualTo(8);
        assertThat(real.usableSpace(deep)).isPositive();
        real.delete(deep.resolve("g"));
        assertThatThrownBy(() -> real.openForRead(deep.resolve("g"))).isInstanceOf(NoSuchFileException.class);
    }
}
