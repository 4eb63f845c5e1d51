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
import io.quorate.jute.txn.SetDataTxn;
import io.quorate.jute.txn.Txn;
import io.quorate.server.session.AuditTrail.Entry;
import io.quorate.server.session.AuditTrail.SessionEnd;
import io.quorate.server.session.AuditTrail.Write;
import io.quorate.tree.acl.AuthProviders;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The lines that tell of writes, as Apache's server has them. Used by one thread. */
final class AuditText {
    private static final int CLIENTS_MAX = 10_000;

    private final AuthProviders providers;
    private final String serverUser = System.getProperty("user.name");
    /** Clients that have written lately, by their session. */
    private final Map<Long, Client> clients = new HashMap<>();

    /** What lines tell of a client, and of what that was made. */
    private record Client(List<Id> ids, String address, String fields) {}

    AuditText(AuthProviders providers) {
        this.providers = providers;
    }

    /** Writes one line, or one for each operation of a multi that succeeded, or for each znode of a session; none for what changes no znode. */
    void write(Entry entry, AuditLines lines) {
        if (entry instanceof Write write) {
            write(write, lines);
        } else if (entry instanceof SessionEnd end) {
            for (String path : end.ephemerals()) {
                lines.begin(false)
                        .with("session", "0x" + Long.toHexString(end.sessionId()))
                        .with("user", serverUser)
                        .with("operation", "ephemeralZNodeDeletionOnSessionCloseOrExpire")
                        .with("znode", path)
                        .with("result", "success");
                lines.end();
            }
        }
    }

    private void write(Write write, AuditLines lines) {
        if (write.opCode() != OpCode.MULTI) {
            String operation = operation(write.opCode());
            if (operation != null) {
                line(write, operation, write.request(), write.txn(), lines);
            }
        } else if (write.failed()) {
            lines.begin(true).plain(client(write)).plain("\toperation=multiOperation\tresult=failure");
            lines.end();
        } else {
            multi(write, lines);
        }
    }

    private void multi(Write write, AuditLines lines) {
        MultiRequest request = (MultiRequest) write.request();
        List<io.quorate.jute.txn.SubTxn> done = ((MultiTxn) write.txn()).txns();
        for (int i = 0; i < done.size(); i++) {
            String operation = operation(request.ops().get(i).type());
            if (operation != null) {
                line(
                        write,
                        operation,
                        request.ops().get(i).request(),
                        done.get(i).txn(),
                        lines);
            }
        }
    }

    private void line(Write write, String operation, Request request, Txn txn, AuditLines lines) {
        String path = path(request, txn);
        // In a multi, Apache's server looks the kind up by the name that was asked for.
        boolean named = write.opCode() != OpCode.MULTI || path.equals(path(request, null));
        AuditLine line = lines.begin(write.failed()).plain(client(write)).plain(operation);
        line.with("znode", path);
        if (named) {
            line.with("znode_type", kind(request));
        }
        if (request instanceof SetAclRequest setAcl) {
            line.with("acl", acl(setAcl.acl()));
        }
        line.plain(write.failed() ? "\tresult=failure" : "\tresult=success");
        lines.end();
    }

    /** The fields that tell of the client. */
    private String client(Write write) {
        Client client = clients.get(write.sessionId());
        // A client that authenticates has another list from then on.
        if (client == null || client.ids != write.ids() || !client.address.equals(write.address())) {
            if (clients.size() >= CLIENTS_MAX) {
                clients.clear();
            }
            client = new Client(write.ids(), write.address(), clientFields(write));
            clients.put(write.sessionId(), client);
        }
        return client.fields;
    }

    private String clientFields(Write write) {
        String address = write.address();
        StringBuilder fields = new StringBuilder();
        new AuditLine(fields)
                .with("session", "0x" + Long.toHexString(write.sessionId()))
                .with("user", users(write.ids()))
                .with("ip", address.substring(1, address.lastIndexOf(':')));
        return fields.toString();
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

    /** The field, with the tab before it. */
    private static String operation(int opCode) {
        return switch (opCode) {
            case OpCode.CREATE, OpCode.CREATE2, OpCode.CREATE_CONTAINER, OpCode.CREATE_TTL -> "\toperation=create";
            case OpCode.DELETE -> "\toperation=delete";
            case OpCode.SET_DATA -> "\toperation=setData";
            case OpCode.SET_ACL -> "\toperation=setAcl";
            case OpCode.RECONFIG -> "\toperation=reconfig";
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
        if (request instanceof NodeRequest node) {
            return node.path();
        }
        // A new configuration is the data of a znode.
        return txn instanceof SetDataTxn reconfig ? reconfig.path() : null;
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
