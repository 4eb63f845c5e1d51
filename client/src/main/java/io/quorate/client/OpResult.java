package io.quorate.client;

import io.quorate.jute.ErrorCode;
import io.quorate.jute.proto.Stat;
import java.util.List;

/** The result of one {@link Op} or {@link ReadOp}. Stats are those of right after the operation, within the transaction. */
public sealed interface OpResult {
    record Created(String path, Stat stat) implements OpResult {}

    record DataSet(Stat stat) implements OpResult {}

    record Deleted() implements OpResult {}

    record Checked() implements OpResult {}

    record Data(byte[] data, Stat stat) implements OpResult {}

    record ChildNames(List<String> names) implements OpResult {}

    /**
     * An operation that was not done. In a failed multi that is all of them: {@link ErrorCode#OK} stands for those before the one
     * that failed, {@link ErrorCode#RUNTIME_INCONSISTENCY} for those after it.
     */
    record Failed(ErrorCode code) implements OpResult {}
}
