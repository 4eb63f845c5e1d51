package io.quorate.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class CheckCommandTest {
    @TempDir
    Path temp;

    private int exitCode;

    /** What the command prints; $DIR is the temporary directory, and free space and user are taken out. */
    private List<String> check(String config, String... options) throws IOException {
        Path file = temp.resolve("zoo.cfg");
        Files.writeString(file, config.replace("$DIR", temp.toString()));
        CommandLine command = new CommandLine(new CheckCommand());
        StringWriter out = new StringWriter();
        command.setOut(new PrintWriter(out));
        String[] args = new String[options.length + 1];
        System.arraycopy(options, 0, args, 0, options.length);
        args[options.length] = file.toString();
        exitCode = command.execute(args);
        return out.toString()
                .lines()
                .map(l -> l.replace(temp.toString(), "$DIR").replaceAll("[0-9]+ MiB free", "... MiB free"))
                .toList();
    }

    @Test
    void saysThatAllIsFine() throws IOException {
        Files.createDirectories(temp.resolve("data/version-2"));
        Files.createFile(temp.resolve("data/version-2/snapshot.1f"));
        Files.createFile(temp.resolve("data/version-2/log.1"));
        assertThat(check("dataDir=$DIR/data\nclientPort=0\nclientPortAddress=127.0.0.1\nflushDelay=1\n"))
                .containsExactly(
                        "dataDir=$DIR/data  ($DIR/zoo.cfg:1)",
                        "clientPort=0  ($DIR/zoo.cfg:2)",
                        "clientPortAddress=127.0.0.1  ($DIR/zoo.cfg:3)",
                        "NOTE $DIR/zoo.cfg:4: flushDelay has no effect. What arrives during one sync of the log is"
                                + " written with the next, so there is nothing to wait for or to cap.",
                        "OK dataDir $DIR/data is writable, with ... MiB free.",
                        "OK There is a database: 1 snapshots, 1 logs.",
                        "OK The client port 127.0.0.1:0 is free.",
                        "A server can start with this.");
        assertThat(exitCode).isZero();
    }

    @Test
    void showsDefaultsIfAsked() throws IOException {
        assertThat(check("dataDir=$DIR\nclientPort=0\n", "--all"))
                .contains("tickTime=3000  (default)", "dataLogDir=$DIR  (default, from dataDir)");
        assertThat(exitCode).isZero();
    }

    @Test
    void listsMistakes() throws IOException {
        assertThat(check("dataDir=$DIR\nclientPort=x\ntickTime=y\n"))
                .containsExactly(
                        "MISTAKE $DIR/zoo.cfg:2: clientPort: found \"x\", expected a whole number from 0 to 65535.",
                        "MISTAKE $DIR/zoo.cfg:3: tickTime: found \"y\", expected a whole number of ms from 1 to"
                                + " 2147483647.",
                        "A server cannot start with this.");
        assertThat(exitCode).isEqualTo(2);
    }

    @Test
    void looksAtDirectories() throws IOException {
        Files.createFile(temp.resolve("file"));
        assertThat(check("dataDir=$DIR/file\ndataLogDir=$DIR/none/deep\nclientPort=0\n"))
                .contains(
                        "PROBLEM dataDir $DIR/file is not a directory.",
                        "OK dataLogDir $DIR/none/deep will be made in $DIR, which is writable, with ... MiB free.");
        assertThat(exitCode).isEqualTo(2);
        assertThat(Files.exists(temp.resolve("none"))).isFalse();
        assertThat(check("dataDir=$DIR/none\nclientPort=0\ndatadir.autocreate=false\n"))
                .contains("PROBLEM dataDir $DIR/none does not exist, and datadir.autocreate is false.");
    }

    @Test
    void findsMisplacedFiles() throws IOException {
        Files.createDirectories(temp.resolve("data/version-2"));
        Files.createDirectories(temp.resolve("log/version-2"));
        Files.createFile(temp.resolve("data/version-2/log.1"));
        Files.createFile(temp.resolve("log/version-2/snapshot.0.gz"));
        assertThat(check("dataDir=$DIR/data\ndataLogDir=$DIR/log\nclientPort=0\n"))
                .contains(
                        "PROBLEM dataDir has 1 files log.* in $DIR/data/version-2, which belong in dataLogDir. Move"
                                + " them there.",
                        "PROBLEM dataLogDir has 1 files snapshot.* in $DIR/log/version-2, which belong in dataDir."
                                + " Move them there.");
        assertThat(exitCode).isEqualTo(2);
    }

    @Test
    void looksAtTheDatabase() throws IOException {
        assertThat(check("dataDir=$DIR/data\nclientPort=0\n"))
                .contains("OK There is no database; the server will start with an empty one.");
        assertThat(check("dataDir=$DIR/data\nclientPort=0\ndb.autocreate=false\n"))
                .contains("PROBLEM There is no database, and db.autocreate is false. Run zkServer-initialize.sh, or"
                        + " restore one.");
        Files.createDirectories(temp.resolve("data/version-2"));
        Files.createFile(temp.resolve("data/initialize"));
        check("dataDir=$DIR/data\nclientPort=0\ndb.autocreate=false\n");
        assertThat(exitCode).isZero();
        Files.createFile(temp.resolve("data/version-2/log.1"));
        assertThat(check("dataDir=$DIR/data\nclientPort=0\n"))
                .contains("WARNING There are 1 logs but no snapshot; the server may refuse that. Restore the snapshots,"
                        + " or set snapshot.trust.empty=true if they never were.");
        assertThat(check("dataDir=$DIR/data\nclientPort=0\nsnapshot.trust.empty=true\n"))
                .contains("OK There are 1 logs and no snapshot, which snapshot.trust.empty=true allows.");
    }

    @Test
    void triesThePort() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();
            String config = "dataDir=$DIR\nclientPort=" + port + "\nclientPortAddress=127.0.0.1\n";
            assertThat(check(config))
                    .anyMatch(l -> l.startsWith("PROBLEM The client port 127.0.0.1:" + port + " cannot be bound: ")
                            && l.endsWith("."));
            assertThat(exitCode).isEqualTo(2);
            long own = ProcessHandle.current().pid();
            Files.writeString(temp.resolve("zookeeper_server.pid"), own + "\n");
            assertThat(check(config)).anyMatch(l -> l.endsWith(". A server runs already as process " + own + "."));
        }
    }

    @Test
    void namesTheServerAndItsEnsemble() throws IOException {
        Files.writeString(temp.resolve("myid"), "1");
        assertThat(
                        check(
                                """
                        dataDir=$DIR
                        clientPort=0
                        initLimit=1
                        syncLimit=1
                        server.1=127.0.0.1:1:2
                        server.2=host.invalid:1:2
                        server.3=127.0.0.1:3:4
                        """))
                .contains(
                        "OK $DIR/myid says that this is server 1.",
                        "OK It is a member of an ensemble of 3 voting servers.",
                        "WARNING There is no host host.invalid now.");
    }

    @Test
    void refusesWrongArguments() {
        CommandLine command = new CommandLine(new CheckCommand());
        command.setErr(new PrintWriter(new StringWriter()));
        assertThat(command.execute()).isEqualTo(2);
        assertThat(command.execute("--no-such")).isEqualTo(2);
    }
}
