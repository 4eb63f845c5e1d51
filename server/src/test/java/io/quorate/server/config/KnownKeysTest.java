package io.quorate.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds the table of keys and the record against each other: what is said to be honoured gets there, and alone. */
class KnownKeysTest {
    /** Not filled by a key: the file itself, and what is read from {@code myid}. */
    private static final Set<String> NOT_BY_KEY = Set.of("configFile", "ensemble.myid");

    /** A value for each key that differs from its default, with further lines that it needs. */
    private static final Map<String, String> SAMPLES = Map.ofEntries(
            entry("metricsProvider.className", "org.apache.zookeeper.metrics.prometheus.PrometheusMetricsProvider"),
            entry("metricsProvider.httpHost", "127.0.0.1"),
            entry("metricsProvider.httpPort", "7001"),
            entry("metricsProvider.exportJvmInfo", "false"),
            entry("request_throttle_max_requests", "10"),
            entry("request_throttle_drop_stale", "false"),
            entry("request_stale_latency_check", "true"),
            entry("request_stale_connection_check", "false"),
            entry("throttled_op_wait_time", "5"),
            entry("connection_throttle_tokens", "5"),
            entry("connection_throttle_fill_time", "5"),
            entry("connection_throttle_fill_count", "5"),
            entry("connection_throttle_freeze_time", "5"),
            entry("connection_throttle_drop_increase", "0.5"),
            entry("connection_throttle_drop_decrease", "0.5"),
            entry("connection_throttle_decrease_ratio", "0.5"),
            entry("connection_throttle_weight_enabled", "true"),
            entry("connection_throttle_global_session_weight", "5"),
            entry("connection_throttle_renew_session_weight", "5"),
            entry("connection_throttle_local_session_weight", "5"),
            entry("sessionPassword.secretFile", "/secret.txt"),
            entry("sessionPassword.stage", "issue"),
            entry("maxWatches", "5"),
            entry("maxSessions", "5"),
            entry("slowRequestWarningMs", "5"),
            entry("jvm.pause.monitor", "true"),
            entry("jvm.pause.info-threshold.ms", "5"),
            entry("jvm.pause.warn-threshold.ms", "5"),
            entry("jvm.pause.sleep.time.ms", "5"),
            entry("dataDir", "/other"),
            entry("dataLogDir", "/logs"),
            entry("datadir.autocreate", "false"),
            entry("db.autocreate", "false"),
            entry("clientPort", "2182"),
            entry("clientPortAddress", "127.0.0.1"),
            entry("clientPortListenBacklog", "7"),
            entry("tickTime", "2000"),
            entry("minSessionTimeout", "5000"),
            entry("maxSessionTimeout", "50000"),
            entry("autopurge.snapRetainCount", "4"),
            entry("autopurge.purgeInterval", "1"),
            entry("maxClientCnxns", "10"),
            entry("maxCnxns", "11"),
            entry("globalOutstandingLimit", "12"),
            entry("jute.maxbuffer", "4194304"),
            entry("jute.maxbuffer.extrasize", "2048"),
            entry("largeRequestMaxBytes", "1000"),
            entry("largeRequestThreshold", "100"),
            entry("nio.sessionlessCnxnTimeout", "2000"),
            entry("clientTcpKeepAlive", "true"),
            entry("ioThreads", "33"),
            entry("snapCount", "200"),
            entry("snapSizeLimitInKb", "201"),
            entry("txnLogSizeLimitInKb", "202"),
            entry("preAllocSize", "203"),
            entry("commitLogCount", "1000"),
            entry("forceSync", "no"),
            entry("fsync.warningthresholdms", "204"),
            entry("diskHangLimitMs", "205"),
            entry("snapshot.compression.method", "GZ"),
            entry("snapshot.trust.empty", "true"),
            entry("digest.enabled", "false"),
            entry("serializeLastProcessedZxid.enabled", "false"),
            entry("closeSessionTxn.enabled", "false"),
            entry("extendedTypesEnabled", "true"),
            entry("emulate353TTLNodes", "true"),
            entry("enforceQuota", "true"),
            entry("znode.container.checkIntervalMs", "100"),
            entry("znode.container.maxPerMinute", "101"),
            entry("znode.container.maxNeverUsedIntervalMs", "102"),
            entry("skipACL", "yes"),
            entry("DigestAuthenticationProvider.superDigest", "super:UdxDQl4f9v5oITwcAsO9bmWgHSI="),
            entry("DigestAuthenticationProvider.digestAlg", "SHA-256"),
            entry("DigestAuthenticationProvider.enabled", "false"),
            entry("enforce.auth.enabled", "true\nenforce.auth.schemes=digest"),
            entry("enforce.auth.schemes", "ip,digest\nenforce.auth.enabled=true"),
            entry("authProvider.N", "org.apache.zookeeper.server.auth.SASLAuthenticationProvider"),
            entry("sasl.serverconfig", "OtherServer"),
            entry("superUser", "admin"),
            entry("SASLAuthenticationProvider.superPassword", "secret"),
            entry("letAnySaslUserDoX", "X"),
            entry("sessionRequireClientSASLAuth", "true"),
            entry("allowSaslFailedClients", "true"),
            entry("security.auth_to_local", "RULE:[1:$1]"),
            entry("kerberos.removeHostFromPrincipal", "true"),
            entry("kerberos.removeRealmFromPrincipal", "true"),
            entry("requireKerberosConfig", "true"),
            entry("kerberos.minReLoginTimeMs", "1000"),
            entry("kinit", "/bin/kinit"),
            entry("audit.enable", "true"),
            entry("ensembleAuthName", "one, two"),
            entry("quorum.auth.enableSasl", "true"),
            entry("quorum.auth.learnerRequireSasl", "true\nquorum.auth.enableSasl=true"),
            entry(
                    "quorum.auth.serverRequireSasl",
                    "true\nquorum.auth.enableSasl=true\nquorum.auth.learnerRequireSasl=true"),
            entry("quorum.auth.learner.saslLoginContext", "L"),
            entry("quorum.auth.server.saslLoginContext", "S"),
            entry("quorum.auth.kerberos.servicePrincipal", "zk/_HOST"),
            entry("kerberos.canonicalizeHostNames", "true"),
            entry("4lw.commands.whitelist", "ruok, isro"),
            entry("server.N", "h:1:2"),
            entry("group.N", "1\nserver.1=h:1:2"),
            entry("weight.N", "5\nserver.1=h:1:2\ngroup.1=1"),
            entry("initLimit", "10"),
            entry("syncLimit", "11"),
            entry("connectToLearnerMasterLimit", "12"),
            entry("observerMasterPort", "2191"),
            entry("observerMaster.sizeLimit", "1000000"),
            entry("admin.enableServer", "false"),
            entry("admin.serverAddress", "127.0.0.1"),
            entry("admin.serverPort", "8081"),
            entry("admin.commandURL", "/other"),
            entry("admin.idleTimeout", "1000"),
            entry("admin.snapshot.enabled", "false"),
            entry("admin.resetNeedsAuth", "false"),
            entry("admin.rateLimiterIntervalInMS", "1000"),
            entry("peerType", "observer"),
            entry("quorumListenOnAllIPs", "true"),
            entry("syncEnabled", "false"),
            entry("leaderServes", "no"),
            entry("standaloneEnabled", "false"),
            entry("reconfigEnabled", "true"),
            entry("multiAddress.enabled", "true"),
            entry("cnxTimeout", "1000"),
            entry("electionPortBindRetry", "0"),
            entry("fastleader.minNotificationInterval", "100"),
            entry("fastleader.maxNotificationInterval", "1000"),
            entry("readonlymode.enabled", "true"),
            entry("forceSnapshotSync", "true"),
            entry("snapshotSizeFactor", "-1"),
            entry("leader.maxConcurrentSnapSyncs", "3"),
            entry("leader.maxConcurrentDiffSyncs", "4"),
            entry("leader.maxTimeToWaitForEpoch", "5000"),
            entry("leaderConnectDelayDuringRetryMs", "0"),
            entry("observer.reconnectDelayMs", "13"),
            entry("observer.election.DelayMs", "14"),
            entry("quorumCnxnTimeoutMs", "15"),
            entry("tcpKeepAlive", "true"),
            entry("localSessionsEnabled", "true"),
            entry("localSessionsUpgradingEnabled", "true"),
            entry("ssl.keyStore.location", "/k.p12"),
            entry("ssl.keyStore.password", "k"),
            entry("ssl.keyStore.passwordPath", "/k.txt"),
            entry("ssl.keyStore.type", "PEM"),
            entry("ssl.trustStore.location", "/t.p12"),
            entry("ssl.trustStore.password", "t"),
            entry("ssl.trustStore.passwordPath", "/t.txt"),
            entry("ssl.trustStore.type", "JKS"),
            entry("ssl.protocol", "TLSv1.2"),
            entry("ssl.enabledProtocols", "TLSv1.3,TLSv1.2"),
            entry("ssl.ciphersuites", "TLS_AES_128_GCM_SHA256"),
            entry("ssl.hostnameVerification", "false"),
            entry("ssl.clientHostnameVerification", "true"),
            entry("ssl.clientAuth", "want"),
            entry("ssl.crl", "true"),
            entry("pathStats.enabled", "true"),
            entry("pathStats.slotCapacity", "7"),
            entry("pathStats.slotDuration", "8"),
            entry("pathStats.maxDepth", "3"),
            entry("pathStats.sampleRate", "0.5"),
            entry("pathStats.initialDelay", "1"),
            entry("pathStats.delay", "2"),
            entry("pathStats.topPathMax", "9"),
            entry("ssl.ocsp", "true"),
            entry("ssl.context.supplier.class", "a.B"),
            entry("ssl.sslProvider", "OpenSSL"),
            entry("ssl.handshakeDetectionTimeoutMillis", "77"),
            entry("ssl.quorum.keyStore.location", "/k.p12"),
            entry("ssl.quorum.keyStore.password", "k"),
            entry("ssl.quorum.keyStore.passwordPath", "/k.txt"),
            entry("ssl.quorum.keyStore.type", "PEM"),
            entry("ssl.quorum.trustStore.location", "/t.p12"),
            entry("ssl.quorum.trustStore.password", "t"),
            entry("ssl.quorum.trustStore.passwordPath", "/t.txt"),
            entry("ssl.quorum.trustStore.type", "JKS"),
            entry("ssl.quorum.protocol", "TLSv1.2"),
            entry("ssl.quorum.enabledProtocols", "TLSv1.3,TLSv1.2"),
            entry("ssl.quorum.ciphersuites", "TLS_AES_128_GCM_SHA256"),
            entry("ssl.quorum.hostnameVerification", "true"),
            entry("ssl.quorum.clientHostnameVerification", "false"),
            entry("ssl.quorum.clientAuth", "want"),
            entry("ssl.quorum.crl", "true"),
            entry("ssl.quorum.ocsp", "true"),
            entry("ssl.quorum.context.supplier.class", "a.B"),
            entry("ssl.quorum.sslProvider", "OpenSSL"),
            entry("ssl.quorum.handshakeDetectionTimeoutMillis", "77"),
            entry("admin.portUnification", "true"),
            entry("admin.forceHttps", "true"),
            entry("admin.needClientAuth", "true"),
            entry("sslQuorum", "true"),
            entry("portUnification", "true"),
            entry("sslQuorumReloadCertFiles", "true"),
            entry("secureClientPort", "2281"),
            entry("secureClientPortAddress", "127.0.0.1"),
            entry("client.portUnification", "true"),
            entry("client.certReload", "true"),
            entry("fips-mode", "false"),
            entry("netty.server.outstandingHandshake.limit", "9"),
            entry("netty.server.earlyDropSecureConnectionHandshakes", "true"),
            entry("ssl.authProvider", "other"),
            entry("X509AuthenticationProvider.superUser", "CN=root"));

    /** Where a value is the default of another, or a sample needs another. */
    private static final Map<String, Set<String>> ALSO = Map.ofEntries(
            entry("dataDir", Set.of("directories.dataLogDir")),
            entry("tickTime", Set.of("sessions.minTimeoutMillis", "sessions.maxTimeoutMillis")),
            entry("jute.maxbuffer", Set.of("limits.juteMaxBufferExtraSize")),
            entry("enforce.auth.enabled", Set.of("auth.enforcedSchemes")),
            entry("enforce.auth.schemes", Set.of("auth.enforced")),
            entry("quorum.auth.learnerRequireSasl", Set.of("quorumSasl.enabled")),
            entry("quorum.auth.serverRequireSasl", Set.of("quorumSasl.enabled", "quorumSasl.learnerRequires")),
            entry("group.N", Set.of("ensemble.members")),
            entry("weight.N", Set.of("ensemble.members", "ensemble.groups")),
            entry("readonlymode.enabled", Set.of("fourLetterWords.whitelist")),
            entry("fips-mode", Set.of("tls.quorum.hostnameVerification")));

    /** One value only, or needs a file: tested elsewhere. */
    private static final Set<String> WITHOUT_SAMPLE = Set.of("electionAlg", "dynamicConfigFile", "version");

    @TempDir
    Path temp;

    @Test
    void everyComponentOfTheRecordHasItsKey() {
        List<String> filled = new ArrayList<>(KnownKeys.all().stream()
                .map(ConfigKey::component)
                .filter(Objects::nonNull)
                .toList());
        assertThat(filled).doesNotHaveDuplicates();
        assertThat(filled).containsExactlyInAnyOrderElementsOf(componentsByKey());
    }

    private static Set<String> componentsByKey() {
        Set<String> components = new TreeSet<>();
        collect("", QuorumPeerConfig.class, components);
        components.removeAll(NOT_BY_KEY);
        return components;
    }

    private static void collect(String path, Class<?> record, Set<String> into) {
        for (RecordComponent component : record.getRecordComponents()) {
            String name = path + component.getName();
            if (component.getType().isRecord() && component.getType() != Secret.class) {
                collect(name + ".", component.getType(), into);
            } else {
                into.add(name);
            }
        }
    }

    static Stream<ConfigKey> parsedKeys() {
        return KnownKeys.all().stream()
                .filter(k -> k.status().parsed())
                .filter(k -> !WITHOUT_SAMPLE.contains(k.name()));
    }

    @ParameterizedTest
    @MethodSource("parsedKeys")
    void changesItsComponentAndNoOther(ConfigKey key) throws Exception {
        assertThat(SAMPLES).containsKey(key.name());
        Set<String> expected = new TreeSet<>(ALSO.getOrDefault(key.name(), Set.of()));
        expected.add(key.component());
        String line = key.name().replace(".N", ".1") + "=" + SAMPLES.get(key.name());
        assertThat(changed(line)).isEqualTo(expected);
    }

    private Set<String> changed(String line) throws IOException, ConfigException, ReflectiveOperationException {
        Map<String, Object> before = values(parse("").config());
        Map<String, Object> after = values(parse(line).config());
        Set<String> changed = new TreeSet<>();
        before.forEach((name, value) -> {
            if (!Objects.equals(value, after.get(name))) {
                changed.add(name);
            }
        });
        return changed;
    }

    private static Map<String, Object> values(Record record) throws ReflectiveOperationException {
        Map<String, Object> values = new TreeMap<>();
        values("", record, values);
        return values;
    }

    private static void values(String path, Record record, Map<String, Object> into)
            throws ReflectiveOperationException {
        for (RecordComponent component : record.getClass().getRecordComponents()) {
            Object value = component.getAccessor().invoke(record);
            String name = path + component.getName();
            if (value instanceof Record nested && !(value instanceof Secret)) {
                values(name + ".", nested, into);
            } else {
                into.put(name, value);
            }
        }
    }

    /** What the file says comes last, so that a sample can replace the two lines that every file needs. */
    private ParsedConfig parse(String text) throws IOException, ConfigException {
        Path file = temp.resolve("zoo.cfg");
        Files.writeString(file, "dataDir=/data\nclientPort=2181\n" + text + "\n");
        return ConfigParser.parse(file, new Properties());
    }

    @ParameterizedTest
    @MethodSource("parsedKeys")
    void isReadFromItsSystemPropertyToo(ConfigKey key) throws Exception {
        if (key.family() || Set.of("dataDir", "clientPort").contains(key.name())) {
            return;
        }
        Path file = temp.resolve("zoo.cfg");
        String[] lines = SAMPLES.get(key.name()).split("\n", 2);
        Files.writeString(file, "dataDir=/data\nclientPort=2181\n" + (lines.length > 1 ? lines[1] : "") + "\n");
        Properties properties = new Properties();
        properties.setProperty(key.systemProperty(), lines[0]);
        Object byProperty =
                values(ConfigParser.parse(file, properties).config()).get(key.component());
        String line = key.name() + "=" + SAMPLES.get(key.name());
        assertThat(byProperty).isEqualTo(values(parse(line).config()).get(key.component()));
    }

    @Test
    void everyKeyIsExplained() {
        for (ConfigKey key : KnownKeys.all()) {
            assertThat(key.meaning()).as(key.name()).isNotBlank().endsWith(".");
            assertThat(key.component() != null)
                    .as(key.name())
                    .isEqualTo(key.status().parsed());
            assertThat(key.status().reason() == null)
                    .as(key.name())
                    .isEqualTo(key.status().parsed());
        }
    }

    @Test
    void defaultsAreValuesOfTheirType() throws Exception {
        for (ConfigKey key : KnownKeys.all()) {
            if (key.defaultText() != null) {
                parsedAs(key.type(), key.defaultText());
            }
        }
    }

    private static Object parsedAs(ValueType type, String text) throws ValueType.BadValueException {
        if (type instanceof ValueType.Whole whole) {
            return whole.parse(text);
        } else if (type instanceof ValueType.Flag flag) {
            return flag.parse(text);
        } else if (type instanceof ValueType.YesNo yesNo) {
            return yesNo.parse(text);
        } else if (type instanceof ValueType.Choice choice) {
            return choice.parse(text);
        } else if (type instanceof ValueType.Hours hours) {
            return hours.parse(text);
        } else if (type instanceof ValueType.Hash hash) {
            return hash.parse(text);
        }
        return ((ValueType.Text) type).parse(text);
    }

    @Test
    void passwordsAreSecrets() {
        for (ConfigKey key : KnownKeys.all()) {
            boolean soundsSecret = key.name().matches("(?i).*(password|superdigest)");
            assertThat(key.secret()).as(key.name()).isEqualTo(soundsSecret);
        }
    }

    @Test
    void findsKeysByTheirSpellings() {
        assertThat(KnownKeys.inFile("snapCount").orElseThrow().spelling()).isEqualTo(KnownKeys.Spelling.NAME);
        assertThat(KnownKeys.inFile("zookeeper.snapCount").orElseThrow().spelling())
                .isEqualTo(KnownKeys.Spelling.PREFIXED);
        assertThat(KnownKeys.inFile("connectionMaxTokens").orElseThrow().spelling())
                .isEqualTo(KnownKeys.Spelling.ALIAS);
        assertThat(KnownKeys.inFile("snapcount")).isEmpty();
        assertThat(KnownKeys.inSystemProperties("jute.maxbuffer")).contains(BasicKeys.JUTE_MAX_BUFFER);
        assertThat(KnownKeys.inSystemProperties("zookeeper.jute.maxbuffer")).contains(BasicKeys.JUTE_MAX_BUFFER);
        assertThat(KnownKeys.inSystemProperties("snapCount")).isEmpty();
        assertThat(KnownKeys.inSystemProperties("java.home")).isEqualTo(Optional.empty());
    }
}
