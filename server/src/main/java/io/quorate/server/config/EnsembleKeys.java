package io.quorate.server.config;

import static io.quorate.server.config.Types.FLAG;
import static io.quorate.server.config.Types.choice;
import static io.quorate.server.config.Types.whole;

import java.util.List;

/** Membership, quorum and election. */
final class EnsembleKeys {
    private static final ConfigKey.Table ENSEMBLE = new ConfigKey.Table(ConfigKey.Section.ENSEMBLE);
    private static final String DIALLED =
            "All addresses of a member are dialled at once, and the first that answers is taken.";

    static final ConfigKey SERVER = ENSEMBLE.key(
                    "server.N",
                    new ValueType.Text(
                            "host:quorumPort:electionPort[:participant|:observer][;[clientHost:]clientPort]", "member"),
                    null)
            .means("Member N: `host:quorumPort:electionPort[:participant|:observer][;[clientHost:]clientPort]`."
                    + " Several addresses are joined by `|`; IPv6 addresses stand in brackets. N is 0 to 255.")
            .honoured("ensemble.members");
    static final ConfigKey GROUP = ENSEMBLE.key(
                    "group.N", new ValueType.Text("server ids separated by colons", "ids"), null)
            .means("Members of group N, `1:2:3`, for hierarchical quorums. Then every voter is in exactly one group.")
            .honoured("ensemble.groups");
    static final ConfigKey WEIGHT = ENSEMBLE.key("weight.N", whole(0, ""), null)
            .computed("1")
            .means("Weight of server N in its group; 0 = does not count, cannot lead.")
            .honoured("ensemble.weights");
    static final ConfigKey INIT_LIMIT = ENSEMBLE.key("initLimit", whole(1, "ticks"), null)
            .computed("required in an ensemble")
            .means("Time for a member to connect to a leader and to be brought up to date.")
            .honoured("ensemble.initLimitTicks");
    static final ConfigKey SYNC_LIMIT = ENSEMBLE.key("syncLimit", whole(1, "ticks"), null)
            .computed("required in an ensemble")
            .means("A member that was not heard of for this long is given up.")
            .honoured("ensemble.syncLimitTicks");
    static final ConfigKey CONNECT_LIMIT = ENSEMBLE.key("connectToLearnerMasterLimit", whole(0, "ticks"), "0")
            .means("Time to connect to the leader; 0 = initLimit.")
            .honoured("ensemble.connectToLearnerMasterLimitTicks");
    static final ConfigKey ELECTION_ALG = ENSEMBLE.key("electionAlg", choice("3"), "3")
            .means("Election algorithm; there is but one.")
            .honoured("ensemble.electionAlg");
    static final ConfigKey PEER_TYPE = ENSEMBLE.key("peerType", choice("participant", "observer"), "participant")
            .means("What this server is. Its `server.N` line decides.")
            .honoured("ensemble.peerType");
    static final ConfigKey LISTEN_ON_ALL = ENSEMBLE.key("quorumListenOnAllIPs", FLAG, "false")
            .means("Bind quorum and election port to every address instead of that of the `server.N` line.")
            .honoured("ensemble.quorumListenOnAllIps");
    static final ConfigKey SYNC_ENABLED = ENSEMBLE.key("syncEnabled", FLAG, "true")
            .means("Observers keep logs and snapshots.")
            .honoured("ensemble.syncEnabled");
    static final ConfigKey LEADER_SERVES = ENSEMBLE.key("leaderServes", new ValueType.YesNo(true), "yes")
            .means("The leader serves clients.")
            .honoured("ensemble.leaderServes");
    static final ConfigKey STANDALONE_ENABLED = ENSEMBLE.key("standaloneEnabled", FLAG, "true")
            .means("A single configured member is a server of one rather than an ensemble of one.")
            .honoured("ensemble.standaloneEnabled");
    static final ConfigKey RECONFIG_ENABLED = ENSEMBLE.key("reconfigEnabled", FLAG, "false")
            .means("Clients may change the membership. If false they are told so.")
            .honoured("ensemble.reconfigEnabled");
    static final ConfigKey DYNAMIC_FILE = ENSEMBLE.key("dynamicConfigFile", Types.FILE, null)
            .means("File with the lines `server.N`, `group.N` and `weight.N`; then only it may have them.")
            .honoured("ensemble.dynamicConfigFile");
    static final ConfigKey VERSION = ENSEMBLE.key(
                    "version", new ValueType.Text("a version in hexadecimal", "hexadecimal"), null)
            .means("Version of the membership; in the dynamic file only, and only if the file's name has none.")
            .honoured("ensemble.version");
    static final ConfigKey MULTI_ADDRESS = ENSEMBLE.key("multiAddress.enabled", FLAG, "false")
            .means("Members may have several addresses.")
            .honoured("ensemble.multiAddressEnabled");
    static final ConfigKey CNX_TIMEOUT = ENSEMBLE.key("cnxTimeout", whole(1, "ms"), "5000")
            .means("Time to connect to another member's election port.")
            .honoured("ensemble.cnxTimeoutMillis");
    static final ConfigKey ELECTION_BIND_RETRY = ENSEMBLE.key("electionPortBindRetry", whole(0, ""), "3")
            .means("Attempts to bind the election port; 0 = for ever.")
            .honoured("ensemble.electionPortBindRetry");
    static final ConfigKey MIN_NOTIFICATION = ENSEMBLE.key("fastleader.minNotificationInterval", whole(1, "ms"), "200")
            .means("First wait for an answer in an election; doubles each time.")
            .honoured("ensemble.minNotificationIntervalMillis");
    static final ConfigKey MAX_NOTIFICATION = ENSEMBLE.key(
                    "fastleader.maxNotificationInterval", whole(1, "ms"), "60000")
            .means("Longest such wait.")
            .honoured("ensemble.maxNotificationIntervalMillis");
    static final ConfigKey READ_ONLY_MODE = ENSEMBLE.key("readonlymode.enabled", FLAG, "false")
            .property("readonlymode.enabled")
            .means("A member without a quorum serves reads, to clients who ask for that. Allows the word `isro`.")
            .honoured("ensemble.readOnlyMode");
    static final ConfigKey LOCAL_SESSIONS = ENSEMBLE.key("localSessionsEnabled", FLAG, "false")
            .means("New sessions are known to their own server only; the same on all members.")
            .honoured("ensemble.localSessionsEnabled");
    static final ConfigKey LOCAL_SESSIONS_UPGRADING = ENSEMBLE.key("localSessionsUpgradingEnabled", FLAG, "false")
            .means("A local session becomes a global one when it creates an ephemeral node.")
            .honoured("ensemble.localSessionsUpgradingEnabled");

    static {
        members();
        leader();
        sockets();
    }

    private EnsembleKeys() {}

    static List<ConfigKey> all() {
        return ENSEMBLE.keys();
    }

    private static void members() {
        ENSEMBLE.key("multiAddress.reachabilityCheckEnabled", FLAG, "true")
                .means("Try which of several addresses answers.")
                .noEffect(DIALLED);
        ENSEMBLE.key("multiAddress.reachabilityCheckTimeoutMs", whole(0, "ms"), "1000")
                .means("Limit of that.")
                .noEffect(DIALLED);
        ENSEMBLE.key("oraclePath", Types.FILE, null)
                .means("File that breaks the tie between two servers.")
                .refused(
                        "A file that is wrong for a moment has both of two servers lead, and what one acknowledged is lost. Take the key"
                                + " out, and both are needed to serve; or add a third voter, which may be small.");
    }

    private static void leader() {
        ENSEMBLE.key("leader.ackLoggingFrequency", whole(1, ""), "1000")
                .means("Every so many late acknowledgements are logged.")
                .noEffect("Late acknowledgements are counted, not logged.");
    }

    private static void sockets() {
        String nodelay = "Small packets are never held back.";
        ENSEMBLE.key("leader.nodelay", FLAG, "true")
                .property("leader.nodelay")
                .means("TCP_NODELAY on the leader.")
                .noEffect(nodelay);
        ENSEMBLE.key("follower.nodelay", FLAG, "true")
                .property("follower.nodelay")
                .means("TCP_NODELAY on followers.")
                .noEffect(nodelay);
        String async = "Sending to a member never blocks.";
        for (String name : List.of("leader.closeSocketAsync", "learner.closeSocketAsync", "learner.asyncSending")) {
            ENSEMBLE.key(name, FLAG, "false")
                    .means("Send or close in a thread of its own.")
                    .noEffect(async);
        }
        ENSEMBLE.key("forward_learner_requests_to_commit_processor_disabled", FLAG, "false")
                .means("Shortens Apache's chain of request processors.")
                .noEffect("There is no such chain.");
        ENSEMBLE.key("follower.skipLearnerRequestToNextProcessor", FLAG, "false")
                .means("Shortens Apache's chain of request processors.")
                .noEffect("There is no such chain.");
    }
}
