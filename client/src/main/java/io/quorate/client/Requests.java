package io.quorate.client;

import io.quorate.jute.ErrorCode;
import io.quorate.jute.JuteReader;
import io.quorate.jute.MalformedRecordException;
import io.quorate.jute.OpCode;
import io.quorate.jute.proto.Acl;
import io.quorate.jute.proto.CheckVersionRequest;
import io.quorate.jute.proto.Create2Response;
import io.quorate.jute.proto.CreateRequest;
import io.quorate.jute.proto.CreateTtlRequest;
import io.quorate.jute.proto.DeleteRequest;
import io.quorate.jute.proto.EmptyResponse;
import io.quorate.jute.proto.ErrorResponse;
import io.quorate.jute.proto.GetChildrenResponse;
import io.quorate.jute.proto.GetDataResponse;
import io.quorate.jute.proto.MultiRequest;
import io.quorate.jute.proto.MultiResponse;
import io.quorate.jute.proto.Request;
import io.quorate.jute.proto.SetDataRequest;
import io.quorate.jute.proto.StatResponse;
import io.quorate.jute.proto.WatchedPathRequest;
import java.util.List;

/** Builds the requests that take more than a constructor, and reads the replies that do (spec: client-protocol §5, §7). */
final class Requests {
    private Requests() {}

    static void validateNew(String path, CreateMode mode) {
        if (mode.isSequential()) {
            ZnodePath.validatePrefix(path);
        } else {
            ZnodePath.validate(path);
        }
    }

    /** The operation that creates such a znode and answers with its stat. */
    static int createOpCode(CreateMode mode) {
        if (mode.isContainer()) {
            return OpCode.CREATE_CONTAINER;
        }
        return mode.hasTtl() ? OpCode.CREATE_TTL : OpCode.CREATE2;
    }

    static Request create(String serverPath, byte[] data, List<Acl> acl, CreateMode mode, long ttlMillis) {
        return mode.hasTtl()
                ? new CreateTtlRequest(serverPath, data, acl, mode.flags(), ttlMillis)
                : new CreateRequest(serverPath, data, acl, mode.flags());
    }

    static MultiRequest multi(List<Op> ops, Chroot chroot) {
        return new MultiRequest(ops.stream().map(op -> encode(op, chroot)).toList());
    }

    static MultiRequest multiRead(List<ReadOp> ops, Chroot chroot) {
        return new MultiRequest(ops.stream()
                .map(op -> new io.quorate.jute.proto.Op(
                        op instanceof ReadOp.GetData ? OpCode.GET_DATA : OpCode.GET_CHILDREN,
                        new WatchedPathRequest(chroot.toServer(op.path()), false)))
                .toList());
    }

    /** The results of a multi in which nothing failed; otherwise the failure. */
    static List<OpResult> readMulti(JuteReader body, List<Op> ops, Chroot chroot) throws KeeperException {
        List<OpResult> results = readResults(body, ops.size(), chroot);
        for (int i = 0; i < results.size(); i++) {
            if (results.get(i) instanceof OpResult.Failed failed && failed.code() != ErrorCode.OK) {
                throw KeeperException.ofMulti(failed.code(), ops.get(i).path(), results);
            }
        }
        return results;
    }

    static List<OpResult> readResults(JuteReader body, int count, Chroot chroot) {
        List<OpResult> results = MultiResponse.read(body).results().stream()
                .map(result -> decode(result, chroot))
                .toList();
        if (results.size() != count) {
            throw new MalformedRecordException("results of a multi: " + results.size() + " (expected: " + count + ")");
        }
        return results;
    }

    private static io.quorate.jute.proto.Op encode(Op op, Chroot chroot) {
        String path = chroot.toServer(op.path());
        // No pattern switch: it came after Java 17.
        if (op instanceof Op.Create create) {
            return new io.quorate.jute.proto.Op(
                    createOpCode(create.mode()),
                    create(path, create.data(), create.acl(), create.mode(), create.ttlMillis()));
        }
        if (op instanceof Op.Delete delete) {
            String target = op.path().equals("/") ? op.path() : path;
            return new io.quorate.jute.proto.Op(OpCode.DELETE, new DeleteRequest(target, delete.version()));
        }
        if (op instanceof Op.SetData setData) {
            return new io.quorate.jute.proto.Op(
                    OpCode.SET_DATA, new SetDataRequest(path, setData.data(), setData.version()));
        }
        Op.Check check = (Op.Check) op;
        return new io.quorate.jute.proto.Op(OpCode.CHECK, new CheckVersionRequest(path, check.version()));
    }

    private static OpResult decode(io.quorate.jute.proto.OpResult result, Chroot chroot) {
        if (result.body() instanceof ErrorResponse error) {
            return new OpResult.Failed(ErrorCode.of(error.err()));
        }
        if (result.body() instanceof Create2Response created) {
            return new OpResult.Created(chroot.toClient(created.path()), created.stat());
        }
        if (result.body() instanceof StatResponse set) {
            return new OpResult.DataSet(set.stat());
        }
        if (result.body() instanceof GetDataResponse data) {
            return new OpResult.Data(data.data(), data.stat());
        }
        if (result.body() instanceof GetChildrenResponse children) {
            return new OpResult.ChildNames(children.children());
        }
        if (result.body() instanceof EmptyResponse) {
            return result.type() == OpCode.DELETE ? new OpResult.Deleted() : new OpResult.Checked();
        }
        throw new MalformedRecordException("result of an operation in a multi: " + OpCode.name(result.type())
                + " (expected: one that was asked for)");
    }
}
