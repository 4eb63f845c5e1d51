package io.quorate.tree.request;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.jute.OpCode;
import io.quorate.jute.Perms;
import io.quorate.jute.proto.Acl;
import io.quorate.jute.proto.CheckVersionRequest;
import io.quorate.jute.proto.CreateRequest;
import io.quorate.jute.proto.CreateSessionRequest;
import io.quorate.jute.proto.CreateTtlRequest;
import io.quorate.jute.proto.DeleteRequest;
import io.quorate.jute.proto.EmptyRequest;
import io.quorate.jute.proto.Id;
import io.quorate.jute.proto.MultiRequest;
import io.quorate.jute.proto.Op;
import io.quorate.jute.proto.PathRequest;
import io.quorate.jute.proto.SetAclRequest;
import io.quorate.jute.proto.SetDataRequest;
import io.quorate.jute.txn.ErrorTxn;
import io.quorate.tree.DataTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Random writes of several clients: each is accepted or refused without changing anything, a follower comes to the same
 * ({@link TestServer} sees to that), and old trees stay as they were.
 */
class RandomWritesTest {
    private static final String[] PATHS = {
        "/a",
        "/b",
        "/a/x",
        "/a/y",
        "/a/x/1",
        "/b/c",
        "/b/c/d",
        "/e",
        "/e/f",
        "/",
        "",
        "a",
        "/a/",
        "//a",
        "/zookeeper",
        "/zookeeper/quota/a",
        "/zookeeper/quota/a/zookeeper_limits",
        "/zookeeper/quota/a/zookeeper_stats",
        "/./a",
        "/b/\0"
    };
    private static final Id[] GRANTED = {
        Id.ANYONE, Id.AUTH, TestServer.BOB, new Id("ip", "10.0.0.0/8"), new Id("ip", "11.0.0.1"), new Id("nosuch", "x")
    };
    private static final String LIMITS = "count=1,bytes=1=;byteHardLimit=20;countHardLimit=3";

    @Test
    void everyWriteIsDoneOrRefused() {
        Set<Integer> errors = new TreeSet<>();
        for (long seed = 31; seed < 35; seed++) {
            writeAtRandom(seed, errors);
        }
        assertThat(errors)
                .as("the common outcomes are reached")
                .contains(0, -8, -101, -102, -103, -108, -110, -111, -114, -118, -125);
    }

    private static void writeAtRandom(long seed, Set<Integer> errors) {
        Random random = new Random(seed);
        TestServer server = new TestServer(
                new RequestRules(TestServer.EXTENDED, RequestRules.DEFAULT.acl(), random.nextBoolean(), true, false));
        for (int step = 0; step < 500; step++) {
            server.session = random.nextInt(20) == 0 ? 0 : 1 + random.nextInt(3);
            server.ids = random.nextBoolean()
                    ? List.of(TestServer.IP)
                    : List.of(TestServer.IP, random.nextInt(4) == 0 ? TestServer.SUPER : TestServer.BOB);
            server.status = random.nextInt(30) == 0 ? SessionStatus.MOVED : SessionStatus.GLOBAL;
            DataTree before = server.tree;
            List<String> contents = contents(before);
            Op op = write(random);
            Prepared prepared = server.write(op.type(), op.request());
            String at = "seed " + seed + " step " + step + " " + op;
            assertThat(contents(before)).as(at).isEqualTo(contents);
            assertThat(server.tree.lastZxid()).as(at).isEqualTo(before.lastZxid() + 1);
            assertThat(prepared.txn() instanceof ErrorTxn)
                    .as(at)
                    .isEqualTo(prepared.applied().err() != 0);
            if (prepared.err() != 0) {
                assertThat(contents(server.tree)).as(at).isEqualTo(contents);
            }
            errors.add(prepared.err());
        }
    }

    private static List<String> contents(DataTree tree) {
        List<String> lines = new ArrayList<>();
        tree.visit((path, length, node) -> lines.add(node.toString()));
        lines.add(tree.sessions() + " " + tree.ephemeralCount() + " " + tree.digest());
        return lines;
    }

    private static Op write(Random random) {
        return switch (random.nextInt(20)) {
            case 0 -> new Op(OpCode.CREATE_SESSION, new CreateSessionRequest(4000));
            case 1 -> new Op(OpCode.CLOSE_SESSION, EmptyRequest.INSTANCE);
            case 2 -> new Op(OpCode.DELETE_CONTAINER, new PathRequest(path(random)));
            case 3, 4 -> new Op(
                    OpCode.SET_ACL, new SetAclRequest(PATHS[random.nextInt(9)], acl(random), version(random)));
            case 5, 6, 7 -> multi(random);
            default -> single(operation(random));
        };
    }

    /** Check is only allowed in a multi. */
    private static Op single(Op op) {
        return op.type() == OpCode.CHECK ? new Op(OpCode.MULTI, new MultiRequest(List.of(op))) : op;
    }

    private static Op multi(Random random) {
        List<Op> ops = new ArrayList<>();
        for (int left = random.nextInt(5); left > 0; left--) {
            ops.add(operation(random));
        }
        return new Op(OpCode.MULTI, new MultiRequest(ops));
    }

    private static Op operation(Random random) {
        String path = path(random);
        byte[] data = path.endsWith("_limits") ? LIMITS.getBytes(UTF_8) : new byte[random.nextInt(12)];
        return switch (random.nextInt(9)) {
            case 0, 1, 2 -> new Op(OpCode.CREATE, new CreateRequest(path, data, acl(random), random.nextInt(5)));
            case 3 -> new Op(OpCode.CREATE2, new CreateRequest(path, null, acl(random), random.nextInt(4)));
            case 4 -> new Op(OpCode.CREATE_TTL, new CreateTtlRequest(path, data, acl(random), random.nextInt(7), 1000));
            case 5 -> new Op(OpCode.CREATE_CONTAINER, new CreateRequest(path, data, acl(random), random.nextInt(5)));
            case 6 -> new Op(OpCode.DELETE, new DeleteRequest(path, version(random)));
            case 7 -> new Op(OpCode.SET_DATA, new SetDataRequest(path, data, version(random)));
            default -> new Op(OpCode.CHECK, new CheckVersionRequest(path, version(random)));
        };
    }

    private static String path(Random random) {
        return PATHS[random.nextInt(random.nextInt(3) == 0 ? PATHS.length : 9)];
    }

    private static List<Acl> acl(Random random) {
        if (random.nextInt(4) > 0) {
            return Acl.OPEN;
        }
        return List.of(
                new Acl(random.nextInt(Perms.ALL + 1), GRANTED[random.nextInt(GRANTED.length)]),
                new Acl(Perms.ALL, GRANTED[random.nextInt(GRANTED.length)]));
    }

    private static int version(Random random) {
        return random.nextInt(3) - 1;
    }
}
