package io.quorate.server.config;

import io.quorate.server.config.QuorumPeerConfig.Auth;
import io.quorate.server.config.QuorumPeerConfig.Autopurge;
import io.quorate.server.config.QuorumPeerConfig.ClientPort;
import io.quorate.server.config.QuorumPeerConfig.Containers;
import io.quorate.server.config.QuorumPeerConfig.Directories;
import io.quorate.server.config.QuorumPeerConfig.FourLetterWords;
import io.quorate.server.config.QuorumPeerConfig.Limits;
import io.quorate.server.config.QuorumPeerConfig.Sessions;
import io.quorate.server.config.QuorumPeerConfig.SnapshotCompression;
import io.quorate.server.config.QuorumPeerConfig.Storage;
import io.quorate.server.config.QuorumPeerConfig.Tree;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** Turns settings into the record, and checks them against each other. */
final class ConfigAssembler {
    /** Where a path goes that could not be read; the mistake is noted, so no server ever sees it. */
    private static final Path NOWHERE = Path.of("");

    private static final List<String> SCHEMES = List.of("digest", "ip", "sasl");
    private static final List<String> WORDS = List.of(
            "conf", "cons", "crst", "dirs", "dump", "envi", "gtmk", "hash", "isro", "mntr", "ruok", "srst", "srvr",
            "stat", "stmk", "wchc", "wchp", "wchs");

    private final Path file;
    private final Settings settings;
    private final Values values;
    private final Findings findings;

    ConfigAssembler(Path file, Settings settings, Values values, Findings findings) {
        this.file = file;
        this.settings = settings;
        this.values = values;
        this.findings = findings;
    }

    QuorumPeerConfig assemble() {
        Directories directories = directories();
        EnsembleConfig ensemble =
                new EnsembleAssembler(file, settings, values, findings, directories.dataDir()).assemble();
        return new QuorumPeerConfig(
                file,
                directories,
                clientPort(ensemble),
                sessions(),
                limits(),
                storage(),
                new Autopurge(values.atLeast(BasicKeys.SNAP_RETAIN_COUNT, 3), values.hoursOf(BasicKeys.PURGE_INTERVAL)),
                tree(),
                containers(),
                auth(),
                SaslKeys.read(values),
                QuorumSaslKeys.read(values),
                new QuorumPeerConfig.Audit(values.flagOf(CommandKeys.AUDIT)),
                fourLetterWords(ensemble),
                ensemble,
                LearnerKeys.read(values),
                AdminKeys.read(values),
                ThrottleKeys.read(values),
                PauseKeys.read(values),
                PathStatsKeys.read(values),
                MetricsKeys.read(values),
                TlsKeys.read(values));
    }

    private Directories directories() {
        Path dataDir = values.pathOf(BasicKeys.DATA_DIR);
        if (!values.isSet(BasicKeys.DATA_DIR)) {
            missing(BasicKeys.DATA_DIR, "the directory for snapshots");
        }
        Path dataLogDir = values.pathOf(BasicKeys.DATA_LOG_DIR);
        if (!values.isSet(BasicKeys.DATA_LOG_DIR) && dataDir != null) {
            dataLogDir = dataDir;
            values.take(BasicKeys.DATA_LOG_DIR, dataDir.toString(), "dataDir");
        }
        return new Directories(
                dataDir == null ? NOWHERE : dataDir,
                dataLogDir == null ? NOWHERE : dataLogDir,
                values.flagOf(BasicKeys.DATADIR_AUTOCREATE),
                values.flagOf(BasicKeys.DB_AUTOCREATE));
    }

    private void missing(ConfigKey key, String expected) {
        String hint = settings.misspelt(key)
                .map(s -> s.source() + " has " + s.written() + ": did you mean " + key.name() + "?")
                .orElse(file == null ? null : "Add a line " + key.name() + "=...");
        findings.missing(file, key.name(), expected, hint);
    }

    private ClientPort clientPort(EnsembleConfig ensemble) {
        EnsembleConfig.HostPort own = EnsembleAssembler.ownClientAddress(ensemble);
        String host = values.textOf(BasicKeys.CLIENT_PORT_ADDRESS);
        int port = values.intOf(BasicKeys.CLIENT_PORT);
        if (own != null) {
            boolean portDiffers = port != 0 && port != own.port();
            boolean hostDiffers =
                    host != null && !host.equals(own.host()) && !own.host().equals("0.0.0.0");
            if (portDiffers || hostDiffers) {
                values.wrong(
                        portDiffers ? BasicKeys.CLIENT_PORT : BasicKeys.CLIENT_PORT_ADDRESS,
                        portDiffers ? Integer.toString(own.port()) : own.host(),
                        "This server's server.N line says " + own.toText() + "; one of them is enough.");
            }
            port = own.port();
            host = host != null ? host : own.host();
            values.take(BasicKeys.CLIENT_PORT, Integer.toString(port), "the server.N line");
        } else if (!values.isSet(BasicKeys.CLIENT_PORT)) {
            if (values.isSet(TlsKeys.SECURE_PORT)) {
                port = TlsConfig.NO_PORT;
                values.take(BasicKeys.CLIENT_PORT, "none", "secureClientPort");
            } else {
                missing(BasicKeys.CLIENT_PORT, "the port for clients");
            }
        }
        return new ClientPort(
                "0.0.0.0".equals(host) || "::".equals(host) ? null : host,
                port,
                values.intOf(BasicKeys.CLIENT_PORT_LISTEN_BACKLOG),
                values.intOf(BasicKeys.MAX_CLIENT_CNXNS),
                values.intOf(BasicKeys.MAX_CNXNS),
                values.flagOf(BasicKeys.CLIENT_TCP_KEEP_ALIVE),
                values.intOf(BasicKeys.SESSIONLESS_TIMEOUT),
                values.intOf(
                        BasicKeys.IO_THREADS, Math.max(1, Runtime.getRuntime().availableProcessors() / 2), "cores"));
    }

    private Sessions sessions() {
        int tick = values.intOf(BasicKeys.TICK_TIME);
        int min = timeout(BasicKeys.MIN_SESSION_TIMEOUT, tick, 2);
        int max = timeout(BasicKeys.MAX_SESSION_TIMEOUT, tick, 20);
        if (min > max) {
            boolean blameMax = values.isSet(BasicKeys.MAX_SESSION_TIMEOUT);
            values.wrong(
                    blameMax ? BasicKeys.MAX_SESSION_TIMEOUT : BasicKeys.MIN_SESSION_TIMEOUT,
                    blameMax
                            ? "at least minSessionTimeout, which is " + min + " ms"
                            : "at most maxSessionTimeout, which is " + max + " ms",
                    "Their defaults are 2 and 20 ticks of " + tick + " ms.");
        }
        return new Sessions(tick, min, max);
    }

    private int timeout(ConfigKey key, int tick, int ticks) {
        int configured = values.intOf(key);
        if (configured == 0) {
            values.wrong(key, "a number of ms above 0, or -1 for " + ticks + " ticks", null);
        }
        if (configured > 0) {
            return configured;
        }
        int computed = (int) Math.min(Integer.MAX_VALUE, (long) tick * ticks);
        values.take(key, Integer.toString(computed), ticks + " ticks");
        return computed;
    }

    private Limits limits() {
        int maxBuffer = values.intOf(BasicKeys.JUTE_MAX_BUFFER);
        int extra = values.intOf(BasicKeys.JUTE_MAX_BUFFER_EXTRA, Math.max(1024, maxBuffer), "jute.maxbuffer");
        return new Limits(
                values.intOf(BasicKeys.GLOBAL_OUTSTANDING_LIMIT),
                maxBuffer,
                extra < 1024 ? values.atLeast(BasicKeys.JUTE_MAX_BUFFER_EXTRA, 1024) : extra,
                values.intOf(BasicKeys.LARGE_REQUEST_MAX_BYTES),
                values.intOf(BasicKeys.LARGE_REQUEST_THRESHOLD));
    }

    private Storage storage() {
        boolean forceSync = values.yesNoOf(StorageKeys.FORCE_SYNC);
        if (!forceSync && values.isSet(StorageKeys.FORCE_SYNC)) {
            values.warn(StorageKeys.FORCE_SYNC, "=no: a power cut can lose acknowledged writes.");
        }
        return new Storage(
                values.intOf(StorageKeys.SNAP_COUNT),
                values.longOf(StorageKeys.SNAP_SIZE_LIMIT),
                values.longOf(StorageKeys.TXN_LOG_SIZE_LIMIT),
                values.intOf(StorageKeys.PRE_ALLOC_SIZE),
                values.atLeast(StorageKeys.COMMIT_LOG_COUNT, 500),
                forceSync,
                values.longOf(StorageKeys.FSYNC_WARNING),
                values.longOf(StorageKeys.DISK_HANG_LIMIT),
                compression(),
                values.flagOf(StorageKeys.SNAPSHOT_TRUST_EMPTY),
                values.flagOf(StorageKeys.DIGEST_ENABLED),
                values.flagOf(StorageKeys.SERIALIZE_LAST_ZXID),
                values.flagOf(StorageKeys.CLOSE_SESSION_TXN));
    }

    private SnapshotCompression compression() {
        return switch (values.choiceOf(StorageKeys.SNAPSHOT_COMPRESSION)) {
            case "gz" -> SnapshotCompression.GZ;
            case "snappy" -> SnapshotCompression.SNAPPY;
            default -> SnapshotCompression.NONE;
        };
    }

    private Tree tree() {
        boolean skipAcl = values.yesNoOf(AccessKeys.SKIP_ACL);
        if (skipAcl) {
            values.warn(AccessKeys.SKIP_ACL, "=yes: no ACL is checked, every client may read and change everything.");
        }
        return new Tree(
                values.flagOf(StorageKeys.EXTENDED_TYPES),
                values.flagOf(StorageKeys.EMULATE_353_TTL),
                values.flagOf(StorageKeys.ENFORCE_QUOTA),
                skipAcl);
    }

    private Containers containers() {
        return new Containers(
                values.intOf(StorageKeys.CONTAINER_CHECK_INTERVAL),
                values.intOf(StorageKeys.CONTAINER_MAX_PER_MINUTE),
                values.longOf(StorageKeys.CONTAINER_MAX_NEVER_USED));
    }

    private Auth auth() {
        boolean digest = values.flagOf(AccessKeys.DIGEST_SCHEME_ENABLED);
        boolean enforced = values.flagOf(AccessKeys.ENFORCE_AUTH);
        List<String> schemes = values.wordsOf(AccessKeys.ENFORCE_AUTH_SCHEMES);
        if (enforced) {
            checkSchemes(schemes, digest);
        }
        return new Auth(
                digest,
                values.hashOf(AccessKeys.DIGEST_ALG),
                superDigest(),
                enforced,
                enforced ? List.copyOf(schemes) : List.of(),
                providers(),
                List.copyOf(values.wordsOf(AccessKeys.ENSEMBLE_NAMES)),
                values.pathOf(AccessKeys.SESSION_SECRET_FILE),
                sessionSecretStage());
    }

    private SessionSecretStage sessionSecretStage() {
        if (values.isSet(AccessKeys.SESSION_SECRET_STAGE) && !values.isSet(AccessKeys.SESSION_SECRET_FILE)) {
            values.warn(AccessKeys.SESSION_SECRET_STAGE, " has no effect without sessionPassword.secretFile.");
        }
        return switch (values.choiceOf(AccessKeys.SESSION_SECRET_STAGE)) {
            case "accept" -> SessionSecretStage.ACCEPT;
            case "issue" -> SessionSecretStage.ISSUE;
            default -> SessionSecretStage.REQUIRE;
        };
    }

    private List<String> providers() {
        return settings.family(AccessKeys.PROVIDER).stream()
                .map(Setting::value)
                .distinct()
                .toList();
    }

    /** Which schemes further providers offer is known when they are there; the server looks then. */
    private void checkSchemes(List<String> schemes, boolean digest) {
        List<String> offered = new ArrayList<>(digest ? SCHEMES : List.of("ip", "sasl"));
        if (TlsKeys.servesClients(values)) {
            offered.add("x509");
        }
        boolean others = !settings.family(AccessKeys.PROVIDER).isEmpty();
        if (!values.isSet(AccessKeys.ENFORCE_AUTH_SCHEMES)) {
            findings.missing(
                    file,
                    AccessKeys.ENFORCE_AUTH_SCHEMES.name(),
                    "one or more of " + String.join(", ", offered),
                    "enforce.auth.enabled=true without it would lock out every client.");
        } else if (schemes.isEmpty()
                || (!digest && schemes.contains("digest"))
                || (!others && !offered.containsAll(schemes))) {
            values.wrong(
                    AccessKeys.ENFORCE_AUTH_SCHEMES,
                    "one or more of " + String.join(", ", offered),
                    "Other schemes do not exist here, and clients could never have them.");
        }
    }

    private Secret superDigest() {
        String text = values.textOf(AccessKeys.SUPER_DIGEST);
        if (text == null) {
            return null;
        }
        int colon = text.indexOf(':');
        if (colon < 1 || colon == text.length() - 1) {
            values.wrong(AccessKeys.SUPER_DIGEST, null);
        } else if (!isHash(text.substring(colon + 1))) {
            values.warn(
                    AccessKeys.SUPER_DIGEST,
                    ": what is behind the colon is no hash in Base64, so no password will fit. It must not be the"
                            + " password itself.");
        }
        return new Secret(text);
    }

    private static boolean isHash(String text) {
        try {
            return Base64.getDecoder().decode(text).length >= 16;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private FourLetterWords fourLetterWords(EnsembleConfig ensemble) {
        Set<String> words = new TreeSet<>();
        for (String word : values.wordsOf(CommandKeys.FOUR_LETTER_WORDS)) {
            if (word.equals("*")) {
                return new FourLetterWords(Set.of("*"));
            }
            String lower = word.toLowerCase(Locale.ROOT);
            if (WORDS.contains(word)) {
                words.add(word);
            } else {
                String hint = Suggestions.hint(lower, WORDS);
                values.warn(
                        CommandKeys.FOUR_LETTER_WORDS,
                        ": there is no four-letter word " + word + "." + (hint == null ? "" : " " + hint));
            }
        }
        words.add("srvr");
        if (ensemble.readOnlyMode()) {
            words.add("isro");
        }
        values.take(
                CommandKeys.FOUR_LETTER_WORDS,
                String.join(", ", new ArrayList<>(words)),
                settings.find(CommandKeys.FOUR_LETTER_WORDS)
                        .map(Setting::source)
                        .orElse(Source.defaulted(null)));
        return new FourLetterWords(java.util.Collections.unmodifiableSet(words));
    }
}
