package io.quorate.tests.sim;

import io.quorate.ensemble.PeerType;
import io.quorate.jute.CreateFlags;
import io.quorate.jute.OpCode;
import io.quorate.jute.proto.Acl;
import io.quorate.jute.proto.CheckVersionRequest;
import io.quorate.jute.proto.CreateRequest;
import io.quorate.jute.proto.DeleteRequest;
import io.quorate.jute.proto.MultiRequest;
import io.quorate.jute.proto.Op;
import io.quorate.jute.proto.PathRequest;
import io.quorate.jute.proto.ReconfigRequest;
import io.quorate.jute.proto.Request;
import io.quorate.jute.proto.SetDataRequest;
import io.quorate.jute.proto.WatchedPathRequest;
import io.quorate.tests.sim.check.ZnodeOp;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;

/**
 * What clients ask for. Some znodes, {@code /r0} and so on, are only written one at a time, and their histories are judged by
 * themselves; the others see every kind of write.
 */
final class Workload {
    static final int REGISTERS = 4;
    private static final int SHARED = 5;
    private static final int SEQUENTIAL_MAX = 30;

    private final SplittableRandom random;
    private int lastValue;
    private int sequential;

    Workload(SplittableRandom random) {
        this.random = random;
    }

    /** One wish of a client. */
    record Wish(
            int opCode, Request request, ZnodeOp.Kind kind, String path, int value, int version, boolean behindSync) {
        static Wish of(int opCode, Request request) {
            return new Wish(opCode, request, null, null, 0, -1, false);
        }
    }

    /** What a client wants next: one wish, or two that belong together. */
    List<Wish> next() {
        int choice = random.nextInt(100);
        if (choice < 45) {
            return register();
        }
        if (choice < 60) {
            return List.of(read());
        }
        if (choice < 66) {
            return List.of(Wish.of(OpCode.SYNC, new PathRequest("/")));
        }
        return List.of(write(choice));
    }

    /** A change of the ensemble, sensible or not; whether it is allowed is for the leader to say. */
    static Wish reconfig(Simulation simulation, SplittableRandom random) {
        List<Long> sids = new ArrayList<>();
        simulation.servers().forEach(server -> sids.add(server.sid));
        boolean careful = simulation.knobs.faults.contains(Knobs.Fault.WIPE);
        long sid = sids.get(random.nextInt(sids.size()));
        if (simulation.leader() != null && random.nextInt(4) == 0) {
            sid = simulation.leader().sid;
        }
        // Whose database is emptied may be one of two who are needed; so three have to remain, whatever else is going
        // on.
        Set<Long> left = new TreeSet<>(simulation.ledger.voters());
        left.remove(sid);
        boolean mayGo = !careful || left.size() >= 3;
        long version = careful || random.nextInt(4) == 0 ? simulation.ledger.configVersion() : -1;
        version += random.nextInt(20) == 0 ? 1 : 0;
        ReconfigRequest request =
                switch (random.nextInt(5)) {
                    case 0, 1 -> new ReconfigRequest(
                            line(sid, mayGo && random.nextInt(3) == 0 ? PeerType.OBSERVER : PeerType.PARTICIPANT),
                            null,
                            null,
                            version);
                    case 2, 3 -> new ReconfigRequest(null, mayGo ? "" + sid : "", null, version);
                    default -> new ReconfigRequest(null, null, membersOf(sids, careful ? 3 : 2, random), version);
                };
        return Wish.of(OpCode.RECONFIG, request);
    }

    private static String line(long sid, PeerType type) {
        return "server." + sid + "=" + Simulation.member(sid, type).toText();
    }

    /** Some of the servers, so many of them as voters at least. */
    private static String membersOf(List<Long> sids, int votersMin, SplittableRandom random) {
        List<Long> others = new ArrayList<>(sids);
        List<String> lines = new ArrayList<>();
        int voters = random.nextInt(votersMin, sids.size() + 1);
        while (!others.isEmpty()) {
            long sid = others.remove(random.nextInt(others.size()));
            if (lines.size() < voters) {
                lines.add(line(sid, PeerType.PARTICIPANT));
            } else if (random.nextBoolean()) {
                lines.add(line(sid, PeerType.OBSERVER));
            }
        }
        return String.join(",", lines);
    }

    private List<Wish> register() {
        String path = "/r" + random.nextInt(REGISTERS);
        int value = ++lastValue;
        int version = random.nextInt(5) == 0 ? random.nextInt(4) : -1;
        return switch (random.nextInt(10)) {
            case 0, 1 -> List.of(new Wish(
                    OpCode.CREATE,
                    new CreateRequest(path, bytes(value), Acl.OPEN, CreateFlags.PERSISTENT),
                    ZnodeOp.Kind.CREATE,
                    path,
                    value,
                    -1,
                    false));
            case 2 -> List.of(new Wish(
                    OpCode.DELETE, new DeleteRequest(path, version), ZnodeOp.Kind.DELETE, path, 0, version, false));
            case 3, 4, 5, 6 -> List.of(new Wish(
                    OpCode.SET_DATA,
                    new SetDataRequest(path, bytes(value), version),
                    ZnodeOp.Kind.SET,
                    path,
                    value,
                    version,
                    false));
            default -> List.of(
                    Wish.of(OpCode.SYNC, new PathRequest(path)),
                    new Wish(
                            OpCode.GET_DATA,
                            new WatchedPathRequest(path, random.nextInt(4) == 0),
                            ZnodeOp.Kind.READ,
                            path,
                            0,
                            -1,
                            true));
        };
    }

    private Wish read() {
        String path = random.nextBoolean() ? "/r" + random.nextInt(REGISTERS) : shared();
        boolean watch = random.nextInt(3) == 0;
        int opCode =
                switch (random.nextInt(4)) {
                    case 0 -> OpCode.EXISTS;
                    case 1 -> OpCode.GET_CHILDREN;
                    default -> OpCode.GET_DATA;
                };
        return Wish.of(opCode, new WatchedPathRequest(path, watch));
    }

    private Wish write(int choice) {
        String path = shared();
        byte[] data = bytes(++lastValue);
        if (choice < 74) {
            return Wish.of(OpCode.SET_DATA, new SetDataRequest(path, data, -1));
        }
        if (choice < 82) {
            return Wish.of(OpCode.CREATE, new CreateRequest(path, data, Acl.OPEN, flags()));
        }
        if (choice < 88 && sequential < SEQUENTIAL_MAX) {
            sequential++;
            return Wish.of(
                    OpCode.CREATE, new CreateRequest("/t/s-", data, Acl.OPEN, CreateFlags.PERSISTENT_SEQUENTIAL));
        }
        if (choice < 92) {
            return Wish.of(OpCode.DELETE, new DeleteRequest(path, -1));
        }
        if (choice < 94) {
            String old = "/t/s-" + String.format("%010d", random.nextInt(40));
            return Wish.of(OpCode.DELETE, new DeleteRequest(old, -1));
        }
        return Wish.of(OpCode.MULTI, multi());
    }

    private MultiRequest multi() {
        List<Op> ops = new ArrayList<>();
        if (random.nextInt(4) == 0) {
            ops.add(new Op(OpCode.CHECK, new CheckVersionRequest(shared(), -1)));
        }
        ops.add(new Op(OpCode.SET_DATA, new SetDataRequest("/t", bytes(++lastValue), -1)));
        String path = shared();
        ops.add(
                random.nextBoolean()
                        ? new Op(OpCode.CREATE, new CreateRequest(path, bytes(++lastValue), Acl.OPEN, flags()))
                        : new Op(OpCode.DELETE, new DeleteRequest(path, -1)));
        return new MultiRequest(ops);
    }

    private int flags() {
        return random.nextInt(3) == 0 ? CreateFlags.EPHEMERAL : CreateFlags.PERSISTENT;
    }

    private String shared() {
        int choice = random.nextInt(SHARED + 1);
        return choice == SHARED ? "/t" : "/t/n" + choice;
    }

    static byte[] bytes(int value) {
        return ByteBuffer.allocate(Integer.BYTES).putInt(value).array();
    }

    static int value(byte[] data) {
        return ByteBuffer.wrap(data).getInt();
    }
}
