package io.quorate.client;

/** One read within a {@link ZooKeeper#multiRead}; each succeeds or fails by itself (spec: client-protocol §7). */
public sealed interface ReadOp {
    /** As the client names it. */
    String path();

    static ReadOp getData(String path) {
        return new GetData(path);
    }

    static ReadOp getChildren(String path) {
        return new GetChildren(path);
    }

    record GetData(String path) implements ReadOp {
        public GetData {
            ZnodePath.validate(path);
        }
    }

    record GetChildren(String path) implements ReadOp {
        public GetChildren {
            ZnodePath.validate(path);
        }
    }
}
