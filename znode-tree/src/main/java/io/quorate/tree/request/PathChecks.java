package io.quorate.tree.request;

import io.quorate.jute.ErrorCode;
import io.quorate.tree.PathRules;
import java.util.Set;

/** The checks of paths that several requests share. */
final class PathChecks {
    private static final Set<String> UNDELETABLE = Set.of("/", "/zookeeper", "/zookeeper/quota", "/zookeeper/config");

    private PathChecks() {}

    /** That there is a slash and no NUL. A missing path counts as a body that does not parse. */
    static ErrorCode checkShape(String path) {
        if (path == null) {
            return ErrorCode.MARSHALLING_ERROR;
        }
        return PathRules.hasParent(path) ? ErrorCode.OK : ErrorCode.BAD_ARGUMENTS;
    }

    /** {@link #checkShape}, and that it is none of the nodes every tree has. */
    static ErrorCode checkDeletable(String path) {
        ErrorCode shape = checkShape(path);
        return shape == ErrorCode.OK && UNDELETABLE.contains(path) ? ErrorCode.BAD_ARGUMENTS : shape;
    }
}
