package io.quorate.tests.harness;

import io.quorate.jute.OpCode;
import io.quorate.jute.proto.Acl;
import io.quorate.jute.proto.CreateRequest;
import io.quorate.jute.proto.DeleteRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Several servers on loopback that form one ensemble, of either product each, ids from 1 on. The sandbox ends them. Used by one
 * test thread.
 */
public final class EnsembleProcess {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int SESSION_TIMEOUT_MILLIS = 30_000;

    private final List<Member> members;

    private EnsembleProcess(List<Member> members) {
        this.members = List.copyOf(members);
    }

    /**
     * An ensemble that is not started.
     *
     * @param products {@code A} or {@code Q} for each member, such as {@code QQA}; small letters are observers
     * @param settings of all of them; the {@code server.N} lines are added
     */
    public static EnsembleProcess of(Sandbox sandbox, String products, ServerSettings settings) {
        List<Member> members = new ArrayList<>();
        for (int at = 0; at < products.length(); at++) {
            char letter = products.charAt(at);
            Product product = Product.of(Character.toUpperCase(letter));
            members.add(new Member(sandbox, at + 1, product, Character.isLowerCase(letter)));
        }
        EnsembleProcess ensemble = new EnsembleProcess(members);
        ensemble.settings(settings);
        return ensemble;
    }

    /** Settings that fit an ensemble on one busy machine: short ticks, patient limits, every word allowed. */
    public static ServerSettings defaults() {
        return ServerSettings.standalone()
                .with("initLimit", 40)
                .with("syncLimit", 20)
                .with("maxSessionTimeout", 600_000)
                .withProperty("preAllocSize", 256)
                .withProperty("extendedTypesEnabled", true);
    }

    /** Settings of all members from their next start on; the {@code server.N} lines are added. */
    public EnsembleProcess settings(ServerSettings base) {
        ServerSettings all = base;
        for (Member member : members) {
            all = all.with("server." + member.id(), member.configLine());
        }
        for (Member member : members) {
            member.settings(member.isObserver() ? all.with("peerType", "observer") : all);
        }
        return this;
    }

    /** A port that nobody has; for a key that names one. */
    public static int anotherPort() {
        return Ports.reserve();
    }

    public List<Member> members() {
        return members;
    }

    /** The member with this id, from 1 on. */
    public Member member(int id) {
        return members.get(id - 1);
    }

    /** Starts the members with these ids, all if none is named, and returns when they all serve under one leader. */
    public EnsembleProcess start(int... ids) {
        launch(ids);
        awaitServing();
        return this;
    }

    /** Starts the members with these ids, all if none is named, and returns at once. */
    public EnsembleProcess launch(int... ids) {
        (ids.length == 0 ? members.stream() : Arrays.stream(ids).mapToObj(this::member))
                .filter(member -> !member.isAlive())
                .forEach(Member::launch);
        return this;
    }

    /** Returns when every member that was started serves, one of them as leader, the others with the mode that they are for. */
    public Member awaitServing() {
        return awaitServing(members.stream().filter(Member::isLaunched).toList());
    }

    /** As {@link #awaitServing()} for these members only. */
    public Member awaitServing(List<Member> wanted) {
        return Await.value(() -> "one leader and all serving: " + describe(), LIMIT, () -> {
            for (Member member : wanted) {
                if (!member.isAlive()) {
                    throw new AssertionError(
                            member + " ended:\n" + member.process().logTail());
                }
            }
            List<String> modes = wanted.stream().map(Member::mode).toList();
            boolean settled = IntStream.range(0, wanted.size())
                    .allMatch(at -> wanted.get(at).isObserver()
                            ? "observer".equals(modes.get(at))
                            : List.of("leader", "follower").contains(Objects.requireNonNullElse(modes.get(at), "")));
            long leaders = modes.stream().filter("leader"::equals).count();
            return settled && leaders == 1 ? wanted.get(modes.indexOf("leader")) : null;
        });
    }

    /** The member that leads. */
    public Member leader() {
        return Await.value(() -> "a leader: " + describe(), LIMIT, () -> alive().stream()
                .filter(member -> "leader".equals(member.mode()))
                .findFirst()
                .orElse(null));
    }

    /** The running members that do not lead, observers included. */
    public List<Member> learners() {
        Member leader = leader();
        return alive().stream().filter(member -> member != leader).toList();
    }

    public List<Member> alive() {
        return members.stream().filter(Member::isAlive).toList();
    }

    /** The addresses of these members for a client, all if none is named. */
    public String connectString(Member... only) {
        return (only.length == 0 ? members.stream() : Arrays.stream(only))
                .map(member -> "127.0.0.1:" + member.port())
                .collect(Collectors.joining(","));
    }

    /**
     * Returns when all running members are at the same zxid. A write of its own makes them tell the zxid of the current epoch;
     * nobody else may write.
     */
    public long awaitEqualZxids() throws IOException {
        writeOne(leader().port());
        return Await.value(() -> "equal zxids: " + describe(), LIMIT, () -> {
            List<Long> zxids = new ArrayList<>();
            for (Member member : alive()) {
                zxids.add(member.zxid());
            }
            return zxids.stream().distinct().count() == 1 ? zxids.get(0) : null;
        });
    }

    private static void writeOne(int port) throws IOException {
        try (RawClient client = RawClient.connect(port, SESSION_TIMEOUT_MILLIS)) {
            client.call(OpCode.CREATE, new CreateRequest("/settled", null, Acl.OPEN, 0));
            client.call(OpCode.DELETE, new DeleteRequest("/settled", -1));
            client.closeSession();
        }
    }

    /** Kills every member. */
    public void killAll() {
        alive().forEach(Member::kill);
    }

    /** Stops every member in an orderly way. */
    public void stopAll() {
        alive().forEach(Member::stop);
    }

    /** What every member says of itself, for messages. */
    public String describe() {
        return members.stream()
                .map(member -> member + ": " + (member.isAlive() ? member.mode() : "not running"))
                .collect(Collectors.joining(", "));
    }
}
