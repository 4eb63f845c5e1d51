package io.quorate.server.audit;

import io.quorate.jute.CreateFlags;
import io.quorate.jute.OpCode;
import io.quorate.jute.Perms;
import io.quorate.jute.proto.Acl;
import io.quorate.jute.proto.CreateRequest;
import io.quorate.jute.proto.CreateTtlRequest;
import io.quorate.jute.proto.Id;
import io.quorate.jute.proto.MultiRequest;
import io.quorate.jute.proto.NodeRequest;
import io.quorate.jute.proto.Request;
import io.quorate.jute.proto.SetAclRequest;
import io.quorate.jute.txn.CreateContainerTxn;
import io.quorate.jute.txn.CreateTtlTxn;
import io.quorate.jute.txn.CreateTxn;
import io.quorate.jute.txn.MultiTxn;
import io.quorate.jute.txn.Txn;
import io.quorate.server.session.AuditTrail.Write;
import io.quorate.tree.acl.AuthProviders;
import java.util.ArrayList;
import java.util.List;

/** The lines that tell of writes, as Apache's server has them. Immutable. */
final class AuditText {
    private final AuthProviders providers;

    AuditText(AuthProviders providers) {
        this.providers = providers;
    }

    /** One line, or one for each operation of a multi that succeeded; none for what changes no znode. */
    List<String> lines(Write write) {
        if (write.opCode() == OpCode.MULTI) {
            return write.failed()
                    ? List.of(begin(write)
                            .with("operation", "multiOperation")
                            .with("result", "failure")
                            .toString())
                    : multi(write);
        }
        String operation = operation(write.opCode());
        return operation == null ? List.of() : List.of(line(write, operation, write.request(), write.txn()));
    }

    private List<String> multi(Write write) {
        List<String> lines = new ArrayList<>();
        MultiRequest request = (MultiRequest) write.request();
        List<io.quorate.jute.txn.SubTxn> done = ((MultiTxn) write.txn()).txns();
        for (int i = 0; i < done.size(); i++) {
            String operation = operation(request.ops().get(i).type());
            if (operation != null) {
                lines.add(line(
                        write,
                        operation,
                        request.ops().get(i).request(),
                        done.get(i).txn()));
            }
        }
        return lines;
    }

    private String line(Write write, String operation, Request request, Txn txn) {
        String path = path(request, txn);
        // In a multi, Apache's server looks the kind up by the name that was asked for.
        boolean named = write.opCode() != OpCode.MULTI || path.equals(path(request, null));
        return begin(write)
                .with("operation", operation)
                .with("znode", path)
                .with("znode_type", named ? kind(request) : null)
                .with("acl", request instanceof SetAclRequest setAcl ? acl(setAcl.acl()) : null)
                .with("result", write.failed() ? "failure" : "success")
                .toString();
    }

    private AuditLine begin(Write write) {
        String address = write.address();
        return new AuditLine()
                .with("session", "0x" + Long.toHexString(write.sessionId()))
                .with("user", users(write.ids()))
                .with("ip", address.substring(1, address.lastIndexOf(':')));
    }

    private String users(List<Id> ids) {
        StringBuilder users = new StringBuilder();
        for (Id id : ids) {
            if (providers.find(id.scheme()) != null) {
                users.append(users.length() == 0 ? "" : ",").append(providers.userName(id));
            }
        }
        return users.toString();
    }

    private static String operation(int opCode) {
        return switch (opCode) {
            case OpCode.CREATE, OpCode.CREATE2, OpCode.CREATE_CONTAINER, OpCode.CREATE_TTL -> "create";
            case OpCode.DELETE -> "delete";
            case OpCode.SET_DATA -> "setData";
            case OpCode.SET_ACL -> "setAcl";
            case OpCode.RECONFIG -> "reconfig";
            default -> null;
        };
    }

    /** That of the znode that was made, whose name may end in a number, otherwise that of the request. */
    private static String path(Request request, Txn txn) {
        if (txn instanceof CreateTxn create) {
            return create.path();
        } else if (txn instanceof CreateTtlTxn create) {
            return create.path();
        } else if (txn instanceof CreateContainerTxn create) {
            return create.path();
        }
        return request instanceof NodeRequest node ? node.path() : null;
    }

    private static String kind(Request request) {
        if (request instanceof CreateRequest create) {
            return kind(create.flags());
        }
        return request instanceof CreateTtlRequest create ? kind(create.flags()) : null;
    }

    private static String kind(int flags) {
        return switch (flags) {
            case CreateFlags.PERSISTENT -> "persistent";
            case CreateFlags.EPHEMERAL -> "ephemeral";
            case CreateFlags.PERSISTENT_SEQUENTIAL -> "persistent_sequential";
            case CreateFlags.EPHEMERAL_SEQUENTIAL -> "ephemeral_sequential";
            case CreateFlags.CONTAINER -> "container";
            case CreateFlags.TTL -> "persistent_with_ttl";
            case CreateFlags.TTL_SEQUENTIAL -> "persistent_sequential_with_ttl";
            default -> null;
        };
    }

    private static String acl(List<Acl> entries) {
        StringBuilder text = new StringBuilder();
        if (entries != null) {
            for (Acl entry : entries) {
                text.append(entry.id().scheme())
                        .append(':')
                        .append(entry.id().id())
                        .append(':')
                        .append(perms(entry.perms()));
            }
        }
        return text.toString();
    }

    private static String perms(int perms) {
        return letter(perms, Perms.CREATE, "c")
                + letter(perms, Perms.DELETE, "d")
                + letter(perms, Perms.READ, "r")
                + letter(perms, Perms.WRITE, "w")
                + letter(perms, Perms.ADMIN, "a");
    }

    private static String letter(int perms, int bit, String letter) {
        return (perms & bit) != 0 ? letter : "";
    }
}
