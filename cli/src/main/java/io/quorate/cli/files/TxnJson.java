package io.quorate.cli.files;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.quorate.jute.JuteLimits;
import io.quorate.jute.MalformedRecordException;
import io.quorate.jute.OpCode;
import io.quorate.jute.proto.Acl;
import io.quorate.jute.txn.CheckVersionTxn;
import io.quorate.jute.txn.CloseSessionTxn;
import io.quorate.jute.txn.CreateContainerTxn;
import io.quorate.jute.txn.CreateSessionTxn;
import io.quorate.jute.txn.CreateTtlTxn;
import io.quorate.jute.txn.CreateTxn;
import io.quorate.jute.txn.DeleteTxn;
import io.quorate.jute.txn.ErrorTxn;
import io.quorate.jute.txn.MultiTxn;
import io.quorate.jute.txn.SetAclTxn;
import io.quorate.jute.txn.SetDataTxn;
import io.quorate.jute.txn.SubTxn;
import io.quorate.jute.txn.Txn;
import io.quorate.jute.txn.TxnEntry;
import io.quorate.txnlog.LogScan;
import java.io.IOException;
import java.io.StringWriter;
import java.time.Instant;
import java.util.List;

/** A transaction as one line of JSON; data in base64. */
final class TxnJson {
    private static final JsonFactory JSON = new JsonFactory();

    private TxnJson() {}

    static String line(LogScan.Entry record) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            json.writeNumberField("offset", record.offset());
            json.writeBooleanField("intact", record.intact());
            try {
                write(
                        TxnEntry.decode(
                                record.bytes(), Math.max(record.bytes().length, JuteLimits.DEFAULT_LENGTH_LIMIT)),
                        json);
            } catch (MalformedRecordException e) {
                json.writeStringField("malformed", e.getMessage());
            }
            json.writeEndObject();
        }
        return text.toString();
    }

    private static void write(TxnEntry entry, JsonGenerator json) throws IOException {
        json.writeStringField("zxid", hex(entry.header().zxid()));
        json.writeStringField(
                "time", Instant.ofEpochMilli(entry.header().time()).toString());
        json.writeStringField("session", hex(entry.header().clientId()));
        json.writeNumberField("cxid", entry.header().cxid());
        json.writeStringField("type", OpCode.name(entry.header().type()));
        if (entry.digest() != null) {
            json.writeStringField("digest", hex(entry.digest().treeDigest()));
        }
        write(entry.txn(), json);
    }

    private static void write(Txn txn, JsonGenerator json) throws IOException {
        if (txn instanceof CreateTxn create) {
            create(create.path(), create.data(), create.acl(), create.parentCVersion(), json);
            json.writeBooleanField("ephemeral", create.ephemeral());
        } else if (txn instanceof CreateContainerTxn create) {
            create(create.path(), create.data(), create.acl(), create.parentCVersion(), json);
        } else if (txn instanceof CreateTtlTxn create) {
            create(create.path(), create.data(), create.acl(), create.parentCVersion(), json);
            json.writeNumberField("ttl", create.ttl());
        } else if (txn instanceof SetDataTxn set) {
            json.writeStringField("path", set.path());
            data(set.data(), json);
            json.writeNumberField("version", set.version());
        } else if (txn instanceof SetAclTxn set) {
            json.writeStringField("path", set.path());
            acls(set.acl(), json);
            json.writeNumberField("version", set.version());
        } else if (txn instanceof DeleteTxn delete) {
            json.writeStringField("path", delete.path());
        } else if (txn instanceof CheckVersionTxn check) {
            json.writeStringField("path", check.path());
            json.writeNumberField("version", check.version());
        } else if (txn instanceof CreateSessionTxn create) {
            json.writeNumberField("timeout", create.timeOut());
        } else if (txn instanceof CloseSessionTxn close) {
            if (close.paths() != null) {
                json.writeArrayFieldStart("paths");
                for (String path : close.paths()) {
                    json.writeString(path);
                }
                json.writeEndArray();
            }
        } else if (txn instanceof ErrorTxn error) {
            json.writeNumberField("error", error.err());
        } else if (txn instanceof MultiTxn multi) {
            json.writeBooleanField("failed", multi.isFailed());
            json.writeArrayFieldStart("txns");
            for (SubTxn part : multi.txns()) {
                json.writeStartObject();
                json.writeStringField("type", OpCode.name(part.type()));
                write(part.txn(), json);
                json.writeEndObject();
            }
            json.writeEndArray();
        }
    }

    private static void create(String path, byte[] data, List<Acl> acls, int parentCVersion, JsonGenerator json)
            throws IOException {
        json.writeStringField("path", path);
        data(data, json);
        acls(acls, json);
        json.writeNumberField("parentCVersion", parentCVersion);
    }

    private static void data(byte[] data, JsonGenerator json) throws IOException {
        if (data == null) {
            json.writeNullField("data");
        } else {
            json.writeBinaryField("data", data);
        }
    }

    private static void acls(List<Acl> acls, JsonGenerator json) throws IOException {
        json.writeArrayFieldStart("acl");
        for (Acl acl : acls == null ? List.<Acl>of() : acls) {
            json.writeStartObject();
            json.writeNumberField("perms", acl.perms());
            json.writeStringField("scheme", acl.id().scheme());
            json.writeStringField("id", acl.id().id());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static String hex(long value) {
        return "0x" + Long.toHexString(value);
    }
}
