package io.quorate.tests.differential;

import io.quorate.jute.OpCode;
import io.quorate.jute.proto.Acl;
import io.quorate.jute.proto.CreateRequest;
import io.quorate.jute.proto.DeleteRequest;
import io.quorate.jute.proto.SetDataRequest;
import io.quorate.jute.proto.WatchedPathRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes the requests by which clients set, change, read and remove quotas (spec: client-protocol §6.8). Nobody but the server
 * writes zookeeper_stats: text in it that is not the server's own kills an Apache server.
 */
final class Quotas {
    private static final String ROOT = "/zookeeper/quota";

    private final Choices choose;
    private final TreeGuess tree;

    Quotas(Choices choose, TreeGuess tree) {
        this.choose = choose;
        this.tree = tree;
    }

    List<Call> any() {
        String base = ROOT + path();
        return switch (choose.below(6)) {
            case 0, 1, 2 -> set(base);
            case 3 -> List.of(Call.of(OpCode.SET_DATA, new SetDataRequest(base + "/zookeeper_limits", limits(), -1)));
            case 4 -> remove(base);
            default -> List.of(
                    Call.of(OpCode.GET_DATA, new WatchedPathRequest(base + "/zookeeper_stats", choose.oneIn(2))),
                    Call.of(OpCode.GET_DATA, new WatchedPathRequest(base + "/zookeeper_limits", choose.oneIn(2))));
        };
    }

    /**
     * A node below the root. Never the root: a quota on it kills an Apache server. Never deeper: of nested quotas Apache
     * counts changes for the innermost only, until the next restart.
     */
    private String path() {
        String path = tree.any();
        int end = path.indexOf('/', 1);
        return path.equals("/") ? "/a" : end < 0 ? path : path.substring(0, end);
    }

    private List<Call> set(String base) {
        List<Call> calls = new ArrayList<>();
        for (int slash = base.indexOf('/', ROOT.length() + 1); slash > 0; slash = base.indexOf('/', slash + 1)) {
            calls.add(create(base.substring(0, slash), null));
        }
        calls.add(create(base, null));
        calls.add(create(base + "/zookeeper_limits", limits()));
        calls.add(create(base + "/zookeeper_stats", "count=0,bytes=0".getBytes(StandardCharsets.US_ASCII)));
        return calls;
    }

    /** Both: Apache enforces no limits without a zookeeper_stats (divergence quotas-without-stats), nor counts in one without limits. */
    private List<Call> remove(String base) {
        List<Call> calls = new ArrayList<>(
                List.of(delete(base + "/zookeeper_limits"), delete(base + "/zookeeper_stats"), delete(base)));
        return calls.subList(0, 2 + choose.below(2));
    }

    private byte[] limits() {
        String soft = "count=" + limit() + ",bytes=" + limit();
        String text = choose.oneIn(3)
                ? soft
                : soft + "=;byteHardLimit=" + hardLimit(5_000) + ";countHardLimit=" + hardLimit(8);
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private long hardLimit(int most) {
        return choose.oneIn(2) ? -1 : choose.below(most);
    }

    private long limit() {
        return choose.of(List.of(-1L, -1L, 0L, 1L, 3L, 8L, 60L, 5_000L));
    }

    private static Call create(String path, byte[] data) {
        return Call.of(OpCode.CREATE, new CreateRequest(path, data, Acl.OPEN, 0));
    }

    private static Call delete(String path) {
        return Call.of(OpCode.DELETE, new DeleteRequest(path, -1));
    }
}
