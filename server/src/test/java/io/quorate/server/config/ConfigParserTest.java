package io.quorate.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.quorate.server.config.EnsembleConfig.HostPort;
import io.quorate.server.config.EnsembleConfig.Member;
import io.quorate.server.config.EnsembleConfig.PeerAddress;
import io.quorate.server.config.EnsembleConfig.PeerType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What values a configuration yields; what it complains about is in {@link TranscriptTest}. */
class ConfigParserTest {
    private static final String LEAST = "dataDir=/data\nclientPort=2181\n";

    @TempDir
    Path temp;

    private ParsedConfig parse(String text) throws IOException, ConfigException {
        Path file = temp.resolve("zoo.cfg");
        Files.writeString(file, text.replace("$DIR", temp.toString()));
        return ConfigParser.parse(file, new Properties());
    }

    private QuorumPeerConfig config(String text) throws IOException, ConfigException {
        return parse(text).config();
    }

    @Test
    void hasApachesDefaults() throws Exception {
        QuorumPeerConfig config = config(LEAST);
        assertThat(config.configFile()).isEqualTo(temp.resolve("zoo.cfg"));
        assertThat(config.directories())
                .isEqualTo(new QuorumPeerConfig.Directories(Path.of("/data"), Path.of("/data"), true, true));
        int loops = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
        assertThat(config.clientPort())
                .isEqualTo(new QuorumPeerConfig.ClientPort(null, 2181, -1, 60, 0, false, 10_000, loops));
        assertThat(config.sessions()).isEqualTo(new QuorumPeerConfig.Sessions(3000, 6000, 60_000));
        assertThat(config.limits()).isEqualTo(new QuorumPeerConfig.Limits(1000, 1_048_575, 1_048_575, 104_857_600, -1));
        assertThat(config.storage())
                .isEqualTo(new QuorumPeerConfig.Storage(
                        100_000,
                        4_194_304,
                        -1,
                        65_536,
                        500,
                        true,
                        1000,
                        60_000,
                        QuorumPeerConfig.SnapshotCompression.NONE,
                        false,
                        true,
                        true,
                        true));
        assertThat(config.autopurge()).isEqualTo(new QuorumPeerConfig.Autopurge(3, Duration.ZERO));
        assertThat(config.autopurge().enabled()).isFalse();
        assertThat(config.tree()).isEqualTo(new QuorumPeerConfig.Tree(false, false, false, false));
        assertThat(config.containers()).isEqualTo(new QuorumPeerConfig.Containers(60_000, 10_000, 0));
        assertThat(config.auth())
                .isEqualTo(new QuorumPeerConfig.Auth(
                        true, "SHA1", null, false, List.of(), List.of(), List.of(), null, SessionSecretStage.REQUIRE));
        assertThat(config.fourLetterWords().whitelist()).containsExactly("srvr");
        assertThat(config.ensemble().distributed()).isFalse();
        assertThat(config.ensemble().standaloneEnabled()).isTrue();
    }

    @Test
    void trimsKeysAndValues() throws Exception {
        QuorumPeerConfig config = config("  dataDir =\t /data dir \t\r\n\tclientPort: 2181  \r\ntickTime 2000 \n");
        assertThat(config.directories().dataDir()).isEqualTo(Path.of("/data dir"));
        assertThat(config.clientPort().port()).isEqualTo(2181);
        assertThat(config.sessions()).isEqualTo(new QuorumPeerConfig.Sessions(2000, 4000, 40_000));
    }

    @Test
    void theLastOfDuplicatesHolds() throws Exception {
        assertThat(config(LEAST + "tickTime=1\ntickTime=2\n").sessions().tickTimeMillis())
                .isEqualTo(2);
        assertThat(config(LEAST + "snapCount=10\nzookeeper.snapCount=20\n")
                        .storage()
                        .snapCount())
                .isEqualTo(20);
    }

    @Test
    void purgesInHoursOrUnits() throws Exception {
        assertThat(interval("24")).isEqualTo(Duration.ofDays(1));
        assertThat(interval("2d")).isEqualTo(Duration.ofDays(2));
        assertThat(interval("90 M")).isEqualTo(Duration.ofMinutes(90));
        assertThat(interval("5s")).isEqualTo(Duration.ofSeconds(5));
    }

    private Duration interval(String text) throws IOException, ConfigException {
        return config(LEAST + "autopurge.purgeInterval=" + text).autopurge().interval();
    }

    @Test
    void negotiatesWithinTheBounds() throws Exception {
        QuorumPeerConfig.Sessions sessions =
                config(LEAST + "minSessionTimeout=10\nmaxSessionTimeout=20\n").sessions();
        assertThat(List.of(-5, 10, 15, 20, 99)).map(sessions::negotiate).containsExactly(10, 10, 15, 20, 20);
    }

    @Test
    void raisesWhatIsTooLow() throws Exception {
        QuorumPeerConfig config =
                config(LEAST + "autopurge.snapRetainCount=1\ncommitLogCount=1\njute.maxbuffer.extrasize=1\n");
        assertThat(config.autopurge().snapRetainCount()).isEqualTo(3);
        assertThat(config.storage().commitLogCount()).isEqualTo(500);
        assertThat(config.limits().juteMaxBufferExtraSize()).isEqualTo(1024);
    }

    @Test
    void allowsFourLetterWords() throws Exception {
        QuorumPeerConfig.FourLetterWords some =
                config(LEAST + "4lw.commands.whitelist= ruok ,mntr,, nope").fourLetterWords();
        assertThat(some.whitelist()).containsExactly("mntr", "ruok", "srvr");
        assertThat(some.allows("stat")).isFalse();
        QuorumPeerConfig.FourLetterWords all =
                config(LEAST + "4lw.commands.whitelist=ruok,*").fourLetterWords();
        assertThat(all.allows("stat")).isTrue();
        assertThat(config(LEAST + "4lw.commands.whitelist=").fourLetterWords().whitelist())
                .containsExactly("srvr");
    }

    @Test
    void keepsSecretsOutOfText() throws Exception {
        ParsedConfig parsed =
                parse(LEAST + "DigestAuthenticationProvider.superDigest=super:UdxDQl4f9v5oITwcAsO9bmWgHSI=");
        assertThat(parsed.config().auth().superDigest().value()).isEqualTo("super:UdxDQl4f9v5oITwcAsO9bmWgHSI=");
        assertThat(parsed.toString()).doesNotContain("UdxDQl4f").contains(Secret.REDACTED);
        assertThat(parsed.sources().find("DigestAuthenticationProvider.superDigest"))
                .get()
                .extracting(ConfigSources.Entry::value)
                .isEqualTo(Secret.REDACTED);
    }

    @Test
    void bindsEveryAddressOrOne() throws Exception {
        assertThat(config(LEAST).clientPort().socketAddress().getAddress().isAnyLocalAddress())
                .isTrue();
        assertThat(config(LEAST + "clientPortAddress=0.0.0.0").clientPort().host())
                .isNull();
        assertThat(config(LEAST + "clientPortAddress=127.0.0.1")
                        .clientPort()
                        .socketAddress()
                        .toString())
                .isEqualTo("/127.0.0.1:2181");
    }

    @Test
    void aSingleMemberNeedsNoMyidAndGivesTheClientPort() throws Exception {
        QuorumPeerConfig config = config("dataDir=$DIR\nserver.1=localhost:2888:3888;127.0.0.1:2185\n");
        assertThat(config.ensemble().distributed()).isFalse();
        assertThat(config.clientPort().port()).isEqualTo(2185);
        assertThat(config.clientPort().host()).isEqualTo("127.0.0.1");
    }

    @Test
    void readsAnEnsemble() throws Exception {
        Files.writeString(temp.resolve("myid"), " 2\n");
        EnsembleConfig ensemble = config(
                        """
                        dataDir=$DIR
                        initLimit=10
                        syncLimit=5
                        multiAddress.enabled=true
                        server.10=[::1]:2888:3888:observer;[fe80::1]:2181
                        server.2=a:2888:3888|b:2889:3889:PARTICIPANT;2181
                        server.1= c:2888:3888
                        server.3=d:1:2:participant;e:3
                        group.1=1:2
                        group.2=3
                        weight.1=0
                        """)
                .ensemble();
        assertThat(ensemble.myid()).hasValue(2);
        assertThat(ensemble.distributed()).isTrue();
        assertThat(ensemble.members())
                .containsExactly(
                        new Member(1, List.of(new PeerAddress("c", 2888, 3888)), PeerType.PARTICIPANT, null),
                        new Member(
                                2,
                                List.of(new PeerAddress("a", 2888, 3888), new PeerAddress("b", 2889, 3889)),
                                PeerType.PARTICIPANT,
                                new HostPort("0.0.0.0", 2181)),
                        new Member(3, List.of(new PeerAddress("d", 1, 2)), PeerType.PARTICIPANT, new HostPort("e", 3)),
                        new Member(
                                10,
                                List.of(new PeerAddress("::1", 2888, 3888)),
                                PeerType.OBSERVER,
                                new HostPort("fe80::1", 2181)));
        assertThat(ensemble.members())
                .map(Member::toText)
                .containsExactly(
                        "c:2888:3888:participant",
                        "a:2888:3888|b:2889:3889:participant;0.0.0.0:2181",
                        "d:1:2:participant;e:3",
                        "[::1]:2888:3888:observer;[fe80::1]:2181");
        assertThat(ensemble.groups()).hasToString("{1=[1, 2], 2=[3]}");
        assertThat(ensemble.weights()).hasToString("{1=0}");
        assertThat(ensemble.initLimitTicks()).isEqualTo(10);
        assertThat(ensemble.syncLimitTicks()).isEqualTo(5);
    }

    @Test
    void readsTheMembershipFromTheDynamicFile() throws Exception {
        Files.writeString(temp.resolve("myid"), "1");
        Files.writeString(temp.resolve("zoo.cfg.dynamic.10000000a"), "server.1=a:2888:3888:participant;2181");
        ParsedConfig parsed =
                parse("dataDir=$DIR\ndynamicConfigFile=$DIR/zoo.cfg.dynamic.10000000a\nreconfigEnabled=true\n");
        EnsembleConfig ensemble = parsed.config().ensemble();
        assertThat(ensemble.version()).isEqualTo(0x10000000aL);
        assertThat(ensemble.members()).map(Member::id).containsExactly(1L);
        assertThat(ensemble.dynamicConfigFile()).isEqualTo(temp.resolve("zoo.cfg.dynamic.10000000a"));
        assertThat(parsed.config().clientPort().port()).isEqualTo(2181);
        assertThat(parsed.sources().find("server.1").orElseThrow().source())
                .isEqualTo(Source.dynamicLine(temp.resolve("zoo.cfg.dynamic.10000000a"), 1));
    }

    @Test
    void readsTheVersionFromALineOfTheDynamicFile() throws Exception {
        Files.writeString(temp.resolve("members"), "server.1=a:2888:3888:participant;2181\nversion=1f\n");
        assertThat(config("dataDir=$DIR\ndynamicConfigFile=$DIR/members\n")
                        .ensemble()
                        .version())
                .isEqualTo(0x1f);
    }

    @Test
    void saysWhereValuesCameFrom() throws Exception {
        Path file = temp.resolve("zoo.cfg");
        Files.writeString(file, "# c\n\n" + LEAST + "zookeeper.snapCount=7\n");
        Properties properties = new Properties();
        properties.setProperty("jute.maxbuffer", "0x200000");
        ConfigSources sources = ConfigParser.parse(file, properties).sources();
        assertThat(sources.render(false))
                .containsExactly(
                        "dataDir=/data  (" + file + ":3)",
                        "clientPort=2181  (" + file + ":4)",
                        "jute.maxbuffer=0x200000  (-Djute.maxbuffer)",
                        "snapCount=7  (" + file + ":5)");
        assertThat(sources.render(true))
                .contains(
                        "dataLogDir=/data  (default, from dataDir)",
                        "tickTime=3000  (default)",
                        "minSessionTimeout=6000  (default, from 2 ticks)",
                        "jute.maxbuffer.extrasize=2097152  (default, from jute.maxbuffer)",
                        "4lw.commands.whitelist=srvr  (default)");
    }

    @Test
    void readsTheShortForm() throws Exception {
        Properties properties = new Properties();
        properties.setProperty("zookeeper.4lw.commands.whitelist", "ruok");
        ParsedConfig parsed = ConfigParser.parseArguments(List.of("2182", "/d", "1000", "5"), properties);
        assertThat(parsed.config().configFile()).isNull();
        assertThat(parsed.config().clientPort().port()).isEqualTo(2182);
        assertThat(parsed.config().directories().dataDir()).isEqualTo(Path.of("/d"));
        assertThat(parsed.config().sessions().tickTimeMillis()).isEqualTo(1000);
        assertThat(parsed.config().clientPort().maxPerAddress()).isEqualTo(5);
        assertThat(parsed.config().fourLetterWords().allows("ruok")).isTrue();
        assertThat(parsed.sources().render(false)).contains("tickTime=1000  (argument tickTime)");
        Path file = temp.resolve("zoo.cfg");
        Files.writeString(file, LEAST);
        assertThat(ConfigParser.parseArguments(List.of(file.toString()), properties)
                        .config()
                        .configFile())
                .isEqualTo(file);
    }

    @Test
    void refusesAWrongShortForm() {
        ConfigException tooMany = catchThrowableOfType(
                ConfigException.class,
                () -> ConfigParser.parseArguments(List.of("1", "2", "3", "4", "5"), new Properties()));
        assertThat(tooMany)
                .hasMessage("command line: found \"1 2 3 4 5\", expected one configuration file, or port dataDir"
                        + " [tickTime [maxClientCnxns]].");
        ConfigException wrong = catchThrowableOfType(
                ConfigException.class, () -> ConfigParser.parseArguments(List.of("x", "/d"), new Properties()));
        assertThat(wrong)
                .hasMessage("argument port: clientPort: found \"x\", expected a whole number from 0 to 65535.");
    }

    @Test
    void givesTheMistakeInParts() {
        ConfigException e = catchThrowableOfType(
                ConfigException.class, () -> parse("dataDir=/data\nclientPort=2181\ndigest.enabled=on\nsnapCount=1\n"));
        assertThat(e.file()).isEqualTo(temp.resolve("zoo.cfg"));
        assertThat(e.line()).isEqualTo(3);
        assertThat(e.key()).isEqualTo("digest.enabled");
        assertThat(e.found()).isEqualTo("on");
        assertThat(e.expected()).isEqualTo("true or false");
        assertThat(e.hint()).isEqualTo("Did you mean true?");
        assertThat(e.others()).map(ConfigMistake::key).containsExactly("snapCount");
    }

    @Test
    void refusesWhatIsNoReadableFile() {
        ConfigException none = catchThrowableOfType(
                ConfigException.class, () -> ConfigParser.parse(temp.resolve("none.cfg"), new Properties()));
        assertThat(none)
                .hasMessage(
                        temp.resolve("none.cfg") + ": missing, expected a configuration file. There is no such file.");
        ConfigException directory =
                catchThrowableOfType(ConfigException.class, () -> ConfigParser.parse(temp, new Properties()));
        assertThat(directory).hasMessage(temp + ": found \"a directory\", expected a configuration file.");
    }

    @Test
    void readsUtf8AndLatin1() throws Exception {
        assertThat(config("dataDir=/d\u00e4ta\nclientPort=1\n").directories().dataDir())
                .isEqualTo(Path.of("/d\u00e4ta"));
        Path file = temp.resolve("latin1.cfg");
        Files.write(file, "dataDir=/d\u00e4ta\nclientPort=1\n".getBytes(StandardCharsets.ISO_8859_1));
        assertThat(ConfigParser.parse(file, new Properties())
                        .config()
                        .directories()
                        .dataDir())
                .isEqualTo(Path.of("/d\u00e4ta"));
    }

    @Test
    void isDistributedWithTwoVotersOrWhereOneMayNotBeAlone() throws Exception {
        Files.writeString(temp.resolve("myid"), "1");
        String base = "dataDir=$DIR\nclientPort=2181\ninitLimit=1\nsyncLimit=1\nserver.1=a:1:2\n";
        assertThat(config(base).ensemble().distributed()).isFalse();
        assertThat(config(base + "server.2=b:1:2:observer\n").ensemble().distributed())
                .isFalse();
        assertThat(config(base + "server.2=b:1:2\n").ensemble().distributed()).isTrue();
        assertThat(config(base + "standaloneEnabled=false\n").ensemble().distributed())
                .isTrue();
    }
}
