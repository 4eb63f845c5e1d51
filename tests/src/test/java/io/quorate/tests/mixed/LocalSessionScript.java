package io.quorate.tests.mixed;

import io.quorate.jute.JuteReader;
import io.quorate.jute.OpCode;
import io.quorate.jute.proto.Acl;
import io.quorate.jute.proto.CreateRequest;
import io.quorate.jute.proto.DeleteRequest;
import io.quorate.jute.proto.EmptyRequest;
import io.quorate.jute.proto.ErrorResponse;
import io.quorate.jute.proto.MultiRequest;
import io.quorate.jute.proto.MultiResponse;
import io.quorate.jute.proto.Op;
import io.quorate.jute.proto.OpResult;
import io.quorate.jute.proto.PathRequest;
import io.quorate.jute.proto.StatResponse;
import io.quorate.jute.proto.WatchedPathRequest;
import io.quorate.tests.harness.Await;
import io.quorate.tests.harness.EnsembleProcess;
import io.quorate.tests.harness.FourLetter;
import io.quorate.tests.harness.Incoming;
import io.quorate.tests.harness.Member;
import io.quorate.tests.harness.RawClient;
import io.quorate.tests.harness.RawClient.Session;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * One client's life with a local session at one member of an ensemble, written down line by line: what it was told, and how many
 * transactions that took. Nobody else may write.
 */
final class LocalSessionScript {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int TIMEOUT_MILLIS = 30_000;
    private static final int SHORT_TIMEOUT_MILLIS = 1_000;
    private static final int EPHEMERAL = 1;

    private final Member member;
    private final Member other;
    private final Member leader;
    private final String name;
    private final List<String> lines = new ArrayList<>();
    private long zxid;

    private LocalSessionScript(Member member, Member other, Member leader) {
        this.member = member;
        this.other = other;
        this.leader = leader;
        this.name = "/" + member.mode();
    }

    /** Runs it at the first member of this mode. */
    static List<String> run(EnsembleProcess ensemble, String mode) throws IOException {
        Member member = ensemble.members().stream()
                .filter(each -> mode.equals(each.mode()))
                .findFirst()
                .orElseThrow();
        Member other = ensemble.members().stream()
                .filter(each -> each != member)
                .findFirst()
                .orElseThrow();
        LocalSessionScript script = new LocalSessionScript(member, other, ensemble.leader());
        script.run();
        return script.lines;
    }

    private void run() throws IOException {
        zxid = leader.zxid();
        RawClient client = RawClient.connect(member.port(), TIMEOUT_MILLIS);
        Session session = client.session();
        lines.add("session of server " + (session.id() >>> 56 == member.id() ? "its own" : session.id() >>> 56));
        note("opened");
        sessions("opened");
        say("create", client.call(OpCode.CREATE, new CreateRequest(name, null, Acl.OPEN, 0)));
        say("create again", client.call(OpCode.CREATE, new CreateRequest(name, null, Acl.OPEN, 0)));
        say("sync", client.call(OpCode.SYNC, new PathRequest("/")));
        client.close();

        lines.add("resumed elsewhere: " + (resume(other, session) != null));
        client = resume(member, session);
        lines.add("resumed here: " + (client != null));
        note("resumed");
        int first = client.send(OpCode.CREATE, new CreateRequest(name + "/p", null, Acl.OPEN, 0));
        int second = client.send(OpCode.CREATE, new CreateRequest(name + "/e", null, Acl.OPEN, EPHEMERAL));
        int third = client.send(OpCode.CREATE2, new CreateRequest(name + "/e-", null, Acl.OPEN, EPHEMERAL + 2));
        int read = client.send(OpCode.EXISTS, new WatchedPathRequest(name + "/e", false));
        say("behind it", client.awaitReply(first));
        say("ephemeral", client.awaitReply(second));
        say("sequential ephemeral", client.awaitReply(third));
        Incoming.Reply exists = client.awaitReply(read);
        say("exists", exists);
        if (exists.err() == 0) {
            long owner = StatResponse.read(JuteReader.of(exists.body())).stat().ephemeralOwner();
            lines.add("its owner is the session: " + (owner == session.id()));
        }
        sessions("ephemerals");
        client.close();

        boolean global = exists.err() == 0;
        client = resume(other, session);
        lines.add("resumed elsewhere: " + (client != null));
        if (client == null) {
            client = resume(member, session);
        }
        say("close", client.call(OpCode.CLOSE_SESSION, EmptyRequest.INSTANCE));
        lines.add("closed: " + (client.receive() instanceof Incoming.Closed));
        client.close();
        if (global) {
            Await.until("the ephemeral is gone", LIMIT, () -> !exists(name + "/e"));
            zxid = leader.zxid();
        }
        lines.add("resumed after its close: " + (resume(member, session) != null));

        multi();
        expiry();
        clear();
    }

    private void multi() throws IOException {
        RawClient client = RawClient.connect(member.port(), TIMEOUT_MILLIS);
        MultiRequest multi = new MultiRequest(List.of(
                new Op(OpCode.CREATE, new CreateRequest(name + "/m", null, Acl.OPEN, 0)),
                new Op(OpCode.CREATE, new CreateRequest(name + "/me", null, Acl.OPEN, EPHEMERAL))));
        Incoming.Reply reply = client.call(OpCode.MULTI, multi);
        say("multi", reply);
        lines.add("multi's answer: " + outcome(MultiResponse.read(JuteReader.of(reply.body()))));
        sessions("multi");
        int create = client.send(OpCode.CREATE, new CreateRequest(name + "/last", null, Acl.OPEN, 0));
        int close = client.send(OpCode.CLOSE_SESSION, EmptyRequest.INSTANCE);
        say("create before a close", client.awaitReply(create));
        say("close", client.awaitReply(close));
        lines.add("closed: " + (client.receive() instanceof Incoming.Closed));
        client.close();
        note("closed");
        sessions("closed");
    }

    private static String outcome(MultiResponse response) {
        List<Integer> errors = new ArrayList<>();
        for (OpResult result : response.results()) {
            if (result.body() instanceof ErrorResponse error) {
                errors.add(error.err());
            }
        }
        return errors.isEmpty()
                ? "done"
                : "errors " + errors.stream().map(Object::toString).collect(Collectors.joining(" "));
    }

    /** A session that nothing is heard of ends, and a connection that has one is closed. */
    private void expiry() throws IOException {
        RawClient idle = RawClient.connect(member.port(), SHORT_TIMEOUT_MILLIS);
        RawClient gone = RawClient.connect(member.port(), SHORT_TIMEOUT_MILLIS);
        gone.close();
        lines.add("idle: " + idle.receive());
        idle.close();
        Await.until("no session is left", LIMIT, () -> count("zk_local_sessions") == 0);
        note("expired");
        sessions("expired");
        lines.add("resumed after its expiry: " + (resume(member, gone.session()) != null));
    }

    private void clear() throws IOException {
        RawClient client = RawClient.connect(leader.port(), TIMEOUT_MILLIS);
        for (String child : List.of("/p", "/m", "/last", "")) {
            client.call(OpCode.DELETE, new DeleteRequest(name + child, -1));
        }
        client.closeSession();
    }

    private boolean exists(String path) throws IOException {
        try (RawClient client = RawClient.connect(leader.port(), TIMEOUT_MILLIS)) {
            boolean exists = client.call(OpCode.EXISTS, new WatchedPathRequest(path, false))
                            .err()
                    == 0;
            client.closeSession();
            return exists;
        }
    }

    private static RawClient resume(Member at, Session session) throws IOException {
        return RawClient.resume(at.port(), session, 0);
    }

    private void sessions(String when) throws IOException {
        Map<String, String> values = FourLetter.monitor(member.port());
        lines.add("sessions when " + when + ": " + values.get("zk_local_sessions") + " local, "
                + values.get("zk_global_sessions") + " global");
    }

    private long count(String key) throws IOException {
        return Long.parseLong(FourLetter.monitor(member.port()).get(key));
    }

    /** How many transactions there were since the last line about that. */
    private void note(String when) throws IOException {
        // A learner may be told of a commit, and tell it, before the leader itself has done it.
        long now = Await.value("the zxid that was told", LIMIT, () -> {
            long atLeader = leader.zxid();
            return atLeader >= zxid ? atLeader : null;
        });
        lines.add("transactions when " + when + ": " + (now - zxid));
        zxid = now;
    }

    private void say(String what, Incoming.Reply reply) {
        lines.add(what + ": err " + reply.err() + ", zxid + " + (reply.zxid() - zxid));
        zxid = reply.zxid();
    }
}
