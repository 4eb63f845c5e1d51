package io.quorate.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.ensemble.Ensemble;
import io.quorate.ensemble.EnsembleView;
import io.quorate.server.config.ConfigParser;
import io.quorate.server.config.QuorumPeerConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files of configurations that change, and that a start understands them. */
class ConfigurationFilesTest {
    private static final String ONE = "server.1=127.0.0.1:2001:3001:participant;127.0.0.1:4001";
    private static final String TWO = "server.2=127.0.0.1:2002:3002:participant;127.0.0.1:4002";
    private static final String THREE = "server.3=127.0.0.1:2003:3003:observer;127.0.0.1:4003";

    @TempDir
    private Path directory;

    private Path zooCfg;

    @BeforeEach
    void writeStaticFile() throws Exception {
        Path data = Files.createDirectories(directory.resolve("data"));
        Files.writeString(data.resolve("myid"), "1");
        zooCfg = directory.resolve("zoo.cfg");
        Files.write(
                zooCfg,
                List.of(
                        "# How we like it",
                        "tickTime=1234",
                        "initLimit=10",
                        "syncLimit=5",
                        "dataDir=" + data,
                        "clientPort=4001",
                        "reconfigEnabled=true",
                        "standaloneEnabled=false",
                        ONE,
                        TWO));
    }

    @Test
    void aCommittedConfigurationMovesToAFileOfItsOwn() throws Exception {
        files(0).store(EnsembleView.of(ensemble(0x100000007L, ONE, TWO, THREE)));
        assertThat(Files.readString(directory.resolve("zoo.cfg.dynamic.100000007")))
                .isEqualTo(String.join("\n", ONE, TWO, THREE));
        assertThat(Files.readAllLines(zooCfg))
                .contains("# How we like it", "tickTime=1234", "dynamicConfigFile=" + zooCfg + ".dynamic.100000007")
                .noneMatch(line -> line.startsWith("server.") || line.startsWith("clientPort"));
        assertThat(Files.readAllLines(directory.resolve("zoo.cfg.bak"))).contains(ONE, "clientPort=4001");
        QuorumPeerConfig read = ConfigParser.parse(zooCfg, new Properties()).config();
        assertThat(read.ensemble().version()).isEqualTo(0x100000007L);
        assertThat(read.ensemble().members()).hasSize(3);
        assertThat(read.clientPort().port()).isEqualTo(4001);
    }

    @Test
    void aProposedConfigurationIsFoundAtTheNextStartUntilItIsCommitted() throws Exception {
        Ensemble committed = ensemble(0x100000007L, ONE, TWO);
        Ensemble proposed = ensemble(0x10000000aL, ONE, TWO, THREE);
        ConfigurationFiles files = files(0);
        files.store(new EnsembleView(committed, proposed));
        assertThat(Files.readString(directory.resolve("zoo.cfg.dynamic.next"))).contains("version=10000000a");
        assertThat(files(0x100000007L).lastSeen(committed)).isEqualTo(proposed);
        files.store(EnsembleView.of(proposed));
        assertThat(directory.resolve("zoo.cfg.dynamic.next")).doesNotExist();
        assertThat(files(0x10000000aL).lastSeen(proposed)).isEqualTo(proposed);
        assertThat(Files.readAllLines(zooCfg))
                .filteredOn(line -> line.startsWith("dynamicConfigFile"))
                .containsExactly("dynamicConfigFile=" + zooCfg + ".dynamic.10000000a");
    }

    @Test
    void theStaticConfigurationStaysWhereItIs() throws Exception {
        byte[] before = Files.readAllBytes(zooCfg);
        files(0).store(EnsembleView.of(ensemble(0, ONE, TWO)));
        assertThat(zooCfg).hasBinaryContent(before);
        assertThat(directory.resolve("zoo.cfg.bak")).doesNotExist();
    }

    @Test
    void aProposedConfigurationThatCannotBeReadIsToldOf() throws Exception {
        Files.writeString(directory.resolve("zoo.cfg.dynamic.next"), "server.1=nonsense");
        assertThatThrownBy(() -> files(0).lastSeen(ensemble(0, ONE, TWO)))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("zoo.cfg.dynamic.next")
                .hasMessageContaining("move the file away");
    }

    private ConfigurationFiles files(long storedVersion) {
        return new ConfigurationFiles(zooCfg, 1, storedVersion);
    }

    private static Ensemble ensemble(long version, String... lines) {
        return Ensemble.parse(String.join("\n", lines) + "\nversion=" + Long.toHexString(version));
    }
}
