package io.quorate.server.config;

import static io.quorate.server.config.Types.DIRECTORY;
import static io.quorate.server.config.Types.FLAG;
import static io.quorate.server.config.Types.HOST;
import static io.quorate.server.config.Types.HOURS;
import static io.quorate.server.config.Types.PORT;
import static io.quorate.server.config.Types.whole;

import java.util.List;

/** Directories, client port, sessions, purging, limits. */
final class BasicKeys {
    private static final ConfigKey.Table BASICS = new ConfigKey.Table(ConfigKey.Section.BASICS);
    private static final ConfigKey.Table LIMITS = new ConfigKey.Table(ConfigKey.Section.LIMITS);

    static final ConfigKey DATA_DIR = BASICS.key("dataDir", DIRECTORY, null)
            .computed("required")
            .means("Snapshots, `myid` and the epoch files.")
            .honoured("directories.dataDir");
    static final ConfigKey DATA_LOG_DIR = BASICS.key("dataLogDir", DIRECTORY, null)
            .computed("dataDir")
            .means("Transaction logs; a disk of its own makes writes faster.")
            .honoured("directories.dataLogDir");
    static final ConfigKey DATADIR_AUTOCREATE = BASICS.key("datadir.autocreate", FLAG, "true")
            .means("Make the directories if they are missing.")
            .honoured("directories.autocreate");
    static final ConfigKey DB_AUTOCREATE = BASICS.key("db.autocreate", FLAG, "true")
            .means("Take empty directories for a new database. If false, that needs the file `initialize`, which"
                    + " `zkServer-initialize.sh` writes.")
            .honoured("directories.databaseAutocreate");
    static final ConfigKey CLIENT_PORT = BASICS.key("clientPort", PORT, null)
            .computed("required, unless this server's `server.N` line has one")
            .means("Port for plain-text clients; 0 = any free port.")
            .honoured("clientPort.port");
    static final ConfigKey CLIENT_PORT_ADDRESS = BASICS.key("clientPortAddress", HOST, null)
            .computed("every address")
            .means("Address that the client port is bound to.")
            .honoured("clientPort.host");
    static final ConfigKey CLIENT_PORT_LISTEN_BACKLOG = BASICS.key("clientPortListenBacklog", whole(-1, ""), "-1")
            .means("Connections that may wait to be accepted; -1 = the system's default.")
            .honoured("clientPort.backlog");
    static final ConfigKey TICK_TIME = BASICS.key("tickTime", whole(1, "ms"), "3000")
            .means("Unit of session timeouts and of the ensemble's limits.")
            .honoured("sessions.tickTimeMillis");
    static final ConfigKey MIN_SESSION_TIMEOUT = BASICS.key("minSessionTimeout", whole(-1, "ms"), "-1")
            .computed("2 ticks")
            .means("A client that asks for less gets this. -1 = the default.")
            .honoured("sessions.minTimeoutMillis");
    static final ConfigKey MAX_SESSION_TIMEOUT = BASICS.key("maxSessionTimeout", whole(-1, "ms"), "-1")
            .computed("20 ticks")
            .means("A client that asks for more gets this. -1 = the default.")
            .honoured("sessions.maxTimeoutMillis");
    static final ConfigKey SNAP_RETAIN_COUNT = BASICS.key("autopurge.snapRetainCount", whole(0, ""), "3")
            .means("Snapshots that a purge keeps, with the logs they need; at least 3.")
            .honoured("autopurge.snapRetainCount");
    static final ConfigKey PURGE_INTERVAL = BASICS.key("autopurge.purgeInterval", HOURS, "0")
            .means("Time between two purges: hours, or a number with a unit (`30m`, `12h`, `7d`). 0 = never: then old"
                    + " files fill the disk unless something else deletes them.")
            .honoured("autopurge.interval");

    static final ConfigKey MAX_CLIENT_CNXNS = LIMITS.key("maxClientCnxns", whole(0, ""), "60")
            .means("Connections from one client address; 0 = no limit.")
            .honoured("clientPort.maxPerAddress");
    static final ConfigKey MAX_CNXNS = LIMITS.key("maxCnxns", whole(0, ""), "0")
            .means("Connections in all; 0 = no limit.")
            .honoured("clientPort.maxTotal");
    static final ConfigKey GLOBAL_OUTSTANDING_LIMIT = LIMITS.key("globalOutstandingLimit", whole(1, ""), "1000")
            .means("Requests in process or queued; above it connections are not read until it is less.")
            .honoured("limits.globalOutstandingLimit");
    static final ConfigKey JUTE_MAX_BUFFER = LIMITS.key("jute.maxbuffer", whole(128, "bytes"), "1048575")
            .property("jute.maxbuffer")
            .means("Longest request, and so the largest znode. Set it to the same value on all servers and clients.")
            .honoured("limits.juteMaxBuffer");
    static final ConfigKey JUTE_MAX_BUFFER_EXTRA = LIMITS.key("jute.maxbuffer.extrasize", whole(0, "bytes"), null)
            .computed("jute.maxbuffer")
            .means("Allowance on top for the server's own records, which hold a request and more; at least 1024.")
            .honoured("limits.juteMaxBufferExtraSize");
    static final ConfigKey LARGE_REQUEST_MAX_BYTES = LIMITS.key("largeRequestMaxBytes", whole(1, "bytes"), "104857600")
            .means("Budget for all large requests in process together; a connection that exceeds it is closed.")
            .honoured("limits.largeRequestMaxBytes");
    static final ConfigKey LARGE_REQUEST_THRESHOLD = LIMITS.key("largeRequestThreshold", whole(-1, "bytes"), "-1")
            .means("A request is large above this size; -1 = none is.")
            .honoured("limits.largeRequestThreshold");
    static final ConfigKey SESSIONLESS_TIMEOUT = LIMITS.key("nio.sessionlessCnxnTimeout", whole(1, "ms"), "10000")
            .means("A connection that has not opened a session by then is closed.")
            .honoured("clientPort.handshakeTimeoutMillis");
    static final ConfigKey CLIENT_TCP_KEEP_ALIVE = LIMITS.key("clientTcpKeepAlive", FLAG, "false")
            .means("SO_KEEPALIVE on client connections.")
            .honoured("clientPort.tcpKeepAlive");
    static final ConfigKey IO_THREADS = LIMITS.key("ioThreads", whole(0, 1024, ""), null)
            .property("quorate.ioThreads")
            .computed("half of the cores, at least 1")
            .means("Event loops that serve clients; 0 = the thread of the protocol serves them too, for a tiny machine."
                    + " Quorate's own key.")
            .honoured("clientPort.ioThreads");

    private BasicKeys() {}

    static List<ConfigKey> basics() {
        return BASICS.keys();
    }

    static List<ConfigKey> limits() {
        return LIMITS.keys();
    }
}
