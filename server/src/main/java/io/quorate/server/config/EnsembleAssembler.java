package io.quorate.server.config;

import io.quorate.server.config.EnsembleConfig.HostPort;
import io.quorate.server.config.EnsembleConfig.Member;
import io.quorate.server.config.EnsembleConfig.PeerAddress;
import io.quorate.server.config.EnsembleConfig.PeerType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Turns the settings of the ensemble into its part of the record, and checks who this server is in it. */
final class EnsembleAssembler {
    private static final Pattern DYNAMIC_NAME = Pattern.compile(".*\\.dynamic\\.([0-9a-fA-F]{1,16})");

    private final Path file;
    private final Settings settings;
    private final Values values;
    private final Findings findings;
    private final Path dataDir;
    private final SortedMap<Long, Member> members = new TreeMap<>();
    private final SortedMap<Long, List<Long>> groups = new TreeMap<>();
    private final SortedMap<Long, Long> weights = new TreeMap<>();

    EnsembleAssembler(Path file, Settings settings, Values values, Findings findings, Path dataDir) {
        this.file = file;
        this.settings = settings;
        this.values = values;
        this.findings = findings;
        this.dataDir = dataDir;
    }

    /** Where this server serves clients according to the membership, or null. */
    static HostPort ownClientAddress(EnsembleConfig ensemble) {
        List<Member> all = ensemble.members();
        if (ensemble.myid().isEmpty()) {
            return all.size() == 1 && !ensemble.distributed() ? all.get(0).clientAddress() : null;
        }
        long own = ensemble.myid().getAsLong();
        return all.stream()
                .filter(m -> m.id() == own)
                .findFirst()
                .map(Member::clientAddress)
                .orElse(null);
    }

    EnsembleConfig assemble() {
        readMembers();
        readGroups();
        readWeights();
        EnsembleConfig config = record();
        checkQuorum();
        checkMyid(config);
        if (config.distributed()) {
            require(EnsembleKeys.INIT_LIMIT, "the time to connect and sync, in ticks");
            require(EnsembleKeys.SYNC_LIMIT, "the time without a sign of life, in ticks");
        }
        return config;
    }

    private EnsembleConfig record() {
        boolean multiAddress = values.flagOf(EnsembleKeys.MULTI_ADDRESS);
        checkAddresses(multiAddress);
        Path dynamic = values.pathOf(EnsembleKeys.DYNAMIC_FILE);
        return new EnsembleConfig(
                myid(),
                List.copyOf(members.values()),
                Collections.unmodifiableSortedMap(groups),
                Collections.unmodifiableSortedMap(weights),
                values.intOf(EnsembleKeys.INIT_LIMIT),
                values.intOf(EnsembleKeys.SYNC_LIMIT),
                values.intOf(EnsembleKeys.CONNECT_LIMIT),
                Integer.parseInt(values.choiceOf(EnsembleKeys.ELECTION_ALG)),
                values.choiceOf(EnsembleKeys.PEER_TYPE).equals("observer") ? PeerType.OBSERVER : PeerType.PARTICIPANT,
                values.flagOf(EnsembleKeys.LISTEN_ON_ALL),
                values.flagOf(EnsembleKeys.SYNC_ENABLED),
                values.yesNoOf(EnsembleKeys.LEADER_SERVES),
                values.flagOf(EnsembleKeys.STANDALONE_ENABLED),
                values.flagOf(EnsembleKeys.RECONFIG_ENABLED),
                dynamic,
                version(dynamic),
                multiAddress,
                values.intOf(EnsembleKeys.CNX_TIMEOUT),
                values.intOf(EnsembleKeys.ELECTION_BIND_RETRY),
                values.intOf(EnsembleKeys.MIN_NOTIFICATION),
                values.intOf(EnsembleKeys.MAX_NOTIFICATION),
                values.flagOf(EnsembleKeys.READ_ONLY_MODE),
                values.flagOf(EnsembleKeys.LOCAL_SESSIONS),
                values.flagOf(EnsembleKeys.LOCAL_SESSIONS_UPGRADING));
    }

    private void readMembers() {
        for (Setting setting : settings.family(EnsembleKeys.SERVER)) {
            long id = number(setting);
            if (id < 0) {
                continue;
            }
            try {
                members.put(id, MemberParser.parse(id, setting.value()));
            } catch (ValueType.BadValueException e) {
                findings.wrong(
                        setting.source(),
                        setting.written(),
                        setting.value(),
                        setting.key().type().expectation(),
                        e.hint());
            }
        }
    }

    private void readGroups() {
        for (Setting setting : settings.family(EnsembleKeys.GROUP)) {
            List<Long> ids = new ArrayList<>();
            for (String part : setting.value().split(":", -1)) {
                ids.add(part.strip().matches("[0-9]{1,3}") ? Long.parseLong(part.strip()) : -1L);
            }
            if (!members.keySet().containsAll(ids)) {
                wrongGroup(setting, "each id needs a line server.N");
            } else if (groups.values().stream().anyMatch(g -> !Collections.disjoint(g, ids))) {
                wrongGroup(setting, "no server may be in two groups");
            }
            long number = number(setting);
            groups.put(number, List.copyOf(ids));
        }
    }

    private void wrongGroup(Setting setting, String rule) {
        findings.wrong(
                setting.source(),
                setting.written(),
                setting.value(),
                setting.key().type().expectation() + "; " + rule,
                null);
    }

    private void readWeights() {
        for (Setting setting : settings.family(EnsembleKeys.WEIGHT)) {
            long id = number(setting);
            ValueType.Whole type = (ValueType.Whole) EnsembleKeys.WEIGHT.type();
            try {
                weights.put(id, type.parse(setting.value()));
            } catch (ValueType.BadValueException e) {
                findings.wrong(setting.source(), setting.written(), setting.value(), type.expectation(), e.hint());
            }
            if (id >= 0 && !members.containsKey(id)) {
                findings.warn(setting.source(), setting.written(), setting.written() + ": there is no server." + id);
            }
        }
    }

    /** The N of server.N, group.N or weight.N, or -1 if it is none. */
    private long number(Setting setting) {
        if (setting.number().matches("[0-9]{1,3}") && Integer.parseInt(setting.number()) <= maxId()) {
            return Long.parseLong(setting.number());
        }
        findings.wrong(
                setting.source(),
                null,
                setting.written(),
                setting.key().prefix() + "N with N from 0 to " + maxId(),
                setting.number().equals("255") ? "255 is free only while extendedTypesEnabled is false." : null);
        return -1;
    }

    private int maxId() {
        boolean extended = settings.find(StorageKeys.EXTENDED_TYPES)
                .filter(s -> s.value().equalsIgnoreCase("true"))
                .isPresent();
        return extended ? 254 : 255;
    }

    private long version(Path dynamic) {
        Matcher name = DYNAMIC_NAME.matcher(dynamic == null ? "" : dynamic.toString());
        String text = values.textOf(EnsembleKeys.VERSION);
        if (text != null && name.matches()) {
            values.wrong(EnsembleKeys.VERSION, "no such line", "The name of the file has the version already.");
        }
        if (name.matches()) {
            return Long.parseUnsignedLong(name.group(1), 16);
        }
        if (text == null) {
            return 0;
        }
        if (dynamic == null) {
            values.warn(EnsembleKeys.VERSION, " has no effect without dynamicConfigFile.");
            return 0;
        }
        if (!text.matches("[0-9a-fA-F]{1,16}")) {
            values.wrong(EnsembleKeys.VERSION, null);
            return 0;
        }
        return Long.parseUnsignedLong(text, 16);
    }

    private void checkAddresses(boolean multiAddress) {
        List<String> seen = new ArrayList<>();
        for (Member member : members.values()) {
            Setting setting = setting(member.id());
            if (member.addresses().size() > 1 && !multiAddress) {
                findings.wrong(
                        setting.source(),
                        setting.written(),
                        setting.value(),
                        "one address",
                        "Several need multiAddress.enabled=true on all servers.");
            }
            for (PeerAddress address : member.addresses()) {
                String quorum = address.host() + ":" + address.quorumPort();
                String election = address.host() + ":" + address.electionPort();
                if (seen.contains(quorum) || seen.contains(election)) {
                    findings.warn(
                            setting.source(),
                            setting.written(),
                            setting.written() + " has an address and port that another server has, too.");
                }
                seen.add(quorum);
                seen.add(election);
            }
        }
    }

    private Setting setting(long id) {
        return settings.family(EnsembleKeys.SERVER).stream()
                .filter(s -> Long.parseLong(s.number()) == id)
                .findFirst()
                .orElseThrow();
    }

    private void checkQuorum() {
        List<Member> voters = members.values().stream()
                .filter(m -> m.type() == PeerType.PARTICIPANT)
                .toList();
        if (!members.isEmpty() && voters.isEmpty()) {
            Setting first = setting(members.firstKey());
            findings.wrong(first.source(), first.written(), first.value(), "a server that votes", "All are observers.");
        }
        if (groups.isEmpty() && weights.isEmpty()) {
            if (voters.size() > 1 && voters.size() % 2 == 0) {
                findings.note(
                        null,
                        "server.N",
                        voters.size() + " voting servers survive no more failures than " + (voters.size() - 1) + ".");
            }
            return;
        }
        for (Member voter : voters) {
            if (groups.values().stream().noneMatch(g -> g.contains(voter.id()))) {
                Setting setting = setting(voter.id());
                findings.wrong(
                        setting.source(),
                        setting.written(),
                        setting.value(),
                        "a group.N line with id " + voter.id(),
                        "With groups or weights, every voting server belongs to one group.");
            }
        }
    }

    private OptionalLong myid() {
        Path myidFile = dataDir.resolve("myid");
        if (!values.isSet(BasicKeys.DATA_DIR) || !Files.exists(myidFile)) {
            return OptionalLong.empty();
        }
        String text;
        try {
            text = Files.readString(myidFile, StandardCharsets.ISO_8859_1).strip();
        } catch (IOException e) {
            findings.add(new ConfigMistake(
                    myidFile, 0, null, null, null, "the number of this server", "It cannot be read: " + e + "."));
            return OptionalLong.empty();
        }
        if (text.matches("[0-9]{1,3}") && Integer.parseInt(text) <= maxId()) {
            return OptionalLong.of(Long.parseLong(text));
        }
        findings.add(new ConfigMistake(
                myidFile,
                1,
                null,
                null,
                text.length() > 40 ? text.substring(0, 40) + "..." : text,
                "a number from 0 to " + maxId() + " and nothing else",
                "It is the N of this server's line server.N."));
        return OptionalLong.empty();
    }

    private void checkMyid(EnsembleConfig config) {
        if (members.isEmpty() || dataDir.toString().isEmpty()) {
            return;
        }
        Path myidFile = dataDir.resolve("myid");
        if (config.myid().isEmpty()) {
            if (config.distributed() && !Files.exists(myidFile)) {
                findings.missing(
                        myidFile,
                        null,
                        "one of " + ids(),
                        "It tells which server.N line is this server's: echo N > " + myidFile + ".");
            }
            return;
        }
        long id = config.myid().getAsLong();
        if (!members.containsKey(id)) {
            if (config.distributed()) {
                findings.add(new ConfigMistake(
                        myidFile,
                        1,
                        null,
                        null,
                        Long.toString(id),
                        "one of " + ids(),
                        "Or add a line server." + id + "=..."));
            } else {
                findings.warn(null, null, myidFile + " says " + id + ", but the only member is server." + ids() + ".");
            }
            return;
        }
        if (values.isSet(EnsembleKeys.PEER_TYPE) && members.get(id).type() != config.peerType()) {
            values.warn(
                    EnsembleKeys.PEER_TYPE,
                    " differs from " + members.get(id).toText() + " of server." + id + ", which decides.");
        }
    }

    private String ids() {
        return String.join(
                ", ", members.keySet().stream().map(id -> Long.toString(id)).toList());
    }

    private void require(ConfigKey key, String expected) {
        if (!values.isSet(key)) {
            findings.missing(file, key.name(), expected, "An ensemble needs a line " + key.name() + "=...");
        }
    }
}
