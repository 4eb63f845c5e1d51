package io.quorate.tests.differential;

import io.quorate.jute.Perms;
import io.quorate.jute.proto.Acl;
import io.quorate.jute.proto.Id;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** The values that requests are made of: mostly sensible ones, some at the edges, some wrong. */
final class Choices {
    static final List<String> USERS = List.of("u1:p1", "u2:p2", Profile.SUPER_PASSWORD);

    private static final List<String> NAMES = List.of("a", "b", "c", "d");
    /**
     * Paths that no znode can have, or that only some requests understand. None is null, which does not decode, and none has
     * characters above U+FFFF, which Apache writes in a way that it does not read.
     */
    private static final List<String> ODD_PATHS = List.of(
            "",
            "/",
            "a",
            "a/b",
            "/a/",
            "//a",
            "/a//b",
            "/a/./b",
            "/a/../b",
            "/.",
            "/..",
            "/...",
            "/a\u0000b",
            "/\u0000",
            "/a\u0001",
            "/\u007f",
            "/\u0085",
            "/\ue000",
            "/\uf8ff",
            "/\ufff0",
            "/\ufffd",
            "/a b",
            // Not "/ " alone: Apache holds what is below it against the quotas of other nodes (divergence
            // quotas-and-blank-names).
            "/ x",
            "/\u00fc",
            "/\u65e5\u672c",
            "/\u2028",
            "/zookeeper",
            "/zookeeper/config",
            "/zookeeper/quota",
            "/zookeeper/quota/a",
            "/zookeeper/x",
            "/zookeeperx",
            "/a/b/c/d/e/f",
            "/nothing",
            "/" + "n".repeat(400));

    private static final List<Id> ODD_IDS = List.of(
            new Id("world", "everyone"),
            new Id("world", ""),
            new Id("digest", "nobody"),
            new Id("digest", "a:b:c"),
            new Id("digest", ""),
            new Id("ip", "nonsense"),
            new Id("ip", "127.0.0.1/33"),
            new Id("ip", "127.0.0.1/8"),
            new Id("ip", "::1"),
            new Id("ip", "fe80::/10"),
            new Id("ip", "256.1.1.1"),
            new Id("ip", ""),
            new Id("sasl", "user"),
            new Id("x509", "CN=user"),
            new Id("super", ""),
            new Id("nosuch", "x"),
            new Id("", ""),
            new Id("auth", ""),
            new Id("auth", "ignored"));

    private final Random random;
    private final TreeGuess tree;

    Choices(Random random, TreeGuess tree) {
        this.random = random;
        this.tree = tree;
    }

    boolean oneIn(int n) {
        return random.nextInt(n) == 0;
    }

    int below(int n) {
        return random.nextInt(n);
    }

    <T> T of(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    /** A path to read or change. */
    String path() {
        int choice = random.nextInt(24);
        if (choice < 20) {
            return tree.any();
        } else if (choice < 23) {
            return child(tree.any());
        }
        return of(ODD_PATHS);
    }

    /** A path to create. */
    String newPath() {
        return oneIn(20) ? of(ODD_PATHS) : child(tree.parent());
    }

    private String child(String parent) {
        return (parent.equals("/") ? "/" : parent + "/") + of(NAMES);
    }

    byte[] data() {
        int choice = random.nextInt(24);
        if (choice == 0) {
            return null;
        } else if (choice < 3) {
            return new byte[0];
        } else if (choice == 3) {
            return new byte[1 + random.nextInt(20_000)];
        } else if (choice == 4) {
            return ("odd \u00fc\u0000 " + random.nextInt(100)).getBytes(StandardCharsets.UTF_8);
        }
        return ("data" + random.nextInt(100)).getBytes(StandardCharsets.US_ASCII);
    }

    /** Never null: that closes the connection on an Apache server. */
    byte[] token() {
        byte[] token = data();
        return token == null ? new byte[0] : token;
    }

    List<Acl> acl() {
        int choice = random.nextInt(60);
        if (choice < 50) {
            return Acl.OPEN;
        } else if (choice == 50) {
            return null;
        } else if (choice == 51) {
            return List.of();
        }
        List<Acl> entries = new ArrayList<>();
        int count = 1 + random.nextInt(3);
        for (int entry = 0; entry < count; entry++) {
            Acl next = new Acl(perms(), id());
            entries.add(next);
            if (oneIn(6)) {
                entries.add(new Acl(
                        next.perms(), new Id(next.id().scheme(), next.id().id())));
            }
        }
        return entries;
    }

    private int perms() {
        return switch (random.nextInt(12)) {
            case 0 -> 0;
            case 1 -> Perms.READ;
            case 2 -> Perms.WRITE | Perms.READ;
            case 3 -> Perms.ADMIN;
            case 4 -> Perms.CREATE | Perms.DELETE;
            case 5 -> 0x1ff;
            case 6 -> -1;
            default -> Perms.ALL;
        };
    }

    private Id id() {
        return switch (random.nextInt(10)) {
            case 0, 1, 2 -> Id.ANYONE;
            case 3, 4 -> new Id("digest", Digests.of(of(USERS)));
            case 5 -> new Id("ip", of(List.of("127.0.0.1", "127.0.0.0/8", "10.1.2.3", "0.0.0.0/0")));
            case 6, 7 -> Id.AUTH;
            default -> of(ODD_IDS);
        };
    }

    /** -1, the believed version, or some other. */
    int version(int believed) {
        return switch (random.nextInt(12)) {
            case 0 -> random.nextInt(4);
            case 1 -> believed + 1;
            case 2 -> of(List.of(-2, Integer.MAX_VALUE, Integer.MIN_VALUE));
            case 3, 4, 5, 6, 7 -> believed;
            default -> -1;
        };
    }
}
