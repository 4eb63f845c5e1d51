package io.quorate.recipes;

import io.quorate.client.NodeData;
import io.quorate.client.ZnodePath;
import io.quorate.jute.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

/**
 * One that stands in a line.
 *
 * @param znode its path
 * @param data what it wrote there
 * @param isFirst whether nobody is in front of it
 */
public record Participant(String znode, byte[] data, boolean isFirst) {
    /** What it wrote there, as text. */
    public String text() {
        return new String(data, StandardCharsets.UTF_8);
    }

    /** All of a line, first in line first; those that leave meanwhile are left out. Empty if there is no line. */
    static CompletableFuture<List<Participant>> all(Session session, String path, List<String> kinds) {
        return Calls.recover(
                        session.zk().getChildren(path),
                        failure -> Calls.code(failure) == ErrorCode.NO_NODE
                                ? CompletableFuture.completedFuture(List.of())
                                : Calls.failed(failure))
                .thenCompose(names -> read(session, path, SequencedName.line(names, kinds)));
    }

    private static CompletableFuture<List<Participant>> read(Session session, String path, List<SequencedName> line) {
        List<CompletableFuture<NodeData>> reads = new ArrayList<>();
        for (SequencedName each : line) {
            reads.add(Calls.recover(
                    session.zk().getData(ZnodePath.child(path, each.name())),
                    failure -> Calls.code(failure) == ErrorCode.NO_NODE
                            ? CompletableFuture.completedFuture(null)
                            : Calls.failed(failure)));
        }
        return CompletableFuture.allOf(reads.toArray(CompletableFuture[]::new)).thenApply(all -> {
            List<Participant> found = new ArrayList<>();
            for (int at = 0; at < reads.size(); at++) {
                NodeData node = reads.get(at).join();
                if (node != null) {
                    found.add(new Participant(
                            ZnodePath.child(path, line.get(at).name()),
                            Objects.requireNonNullElse(node.data(), new byte[0]),
                            found.isEmpty()));
                }
            }
            return List.copyOf(found);
        });
    }
}
