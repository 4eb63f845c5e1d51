package io.quorate.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** Starts from an archive of loaded classes. */
class ScriptArchiveTest extends ScriptFixture {
    /** Serves nothing, and writes an archive at its end. */
    private static final String ARCHIVING =
            "for a; do case $a in -XX:ArchiveClassesAtExit=*) archive=${a#*=} ;; esac; done\n"
                    + "if [ -n \"$archive\" ]; then\n"
                    + "  trap 'echo \"$@\" > \"$archive\"; exit 143' TERM\n"
                    + "  echo 'Serving clients on /127.0.0.1:1 from here'\n"
                    + "  while :; do sleep 0.05; done\n"
                    + "fi";

    @Test
    void usesAnArchiveThatIsWholeAndMadeOfTheseJars() throws IOException {
        Path archive = temp.resolve("my classes.jsa");
        environment.put("ZOO_CDS_ARCHIVE", archive.toString());
        environment.put("JVMFLAGS", "-Dusers=flag -Xmx99g");
        environment.put("ZK_SERVER_PRETOUCH", "true");
        fakeServer("serves", ARCHIVING);
        assertThat(run("zkServer.sh", "print-cmd").out()).doesNotContain("SharedArchiveFile");
        Run made = run("zkServer.sh", "archive");
        assertThat(made.out()).isEqualTo("Wrote " + archive + "\n");
        assertThat(made.exit()).isZero();
        assertThat(archive)
                .content()
                .contains("io.quorate.server.ClassArchiveMain")
                .doesNotContain("flag", "99g", "PreTouch", "SharedArchiveFile");
        assertThat(run("zkServer.sh", "print-cmd").out()).contains("-XX:SharedArchiveFile=");

        byte[] whole = Files.readAllBytes(archive);
        Files.write(archive, Arrays.copyOf(whole, whole.length - 1));
        assertThat(run("zkServer.sh", "print-cmd").out()).doesNotContain("SharedArchiveFile");
        Files.write(archive, whole);
        assertThat(run("zkServer.sh", "print-cmd").out()).contains("-XX:SharedArchiveFile=");
        Path jar = home.resolve("lib/quorate-server-1.2.3.jar");
        FileTime time = Files.getLastModifiedTime(jar);
        Files.writeString(jar, "new");
        Files.setLastModifiedTime(jar, time);
        assertThat(run("zkServer.sh", "print-cmd").out()).doesNotContain("SharedArchiveFile");
    }

    @Test
    void makesAnArchiveBehindTheFirstStart() throws Exception {
        environment.remove("ZOO_CDS_ARCHIVE");
        fakeServer("Zookeeper version: x\nMode: standalone\n", ARCHIVING);
        Run start = run("zkServer.sh", "start");
        assertThat(start.out()).isEqualTo("Starting zookeeper ... STARTED\n");
        Path archive = home.resolve("lib/quorate-java-.jsa");
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!Files.exists(archive) && System.nanoTime() - deadline < 0) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
        assertThat(archive).exists();
        assertThat(run("zkServer.sh", "stop").exit()).isZero();
        assertThat(run("zkServer.sh", "print-cmd").out()).contains("-XX:SharedArchiveFile=");
    }
}
