package io.quorate.cli.files;

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
import io.quorate.jute.txn.TxnHeader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A transaction in the form of Apache's toolkit (spec: admin-interfaces §3). Only the parts of a multi differ: Apache prints
 * their bytes, which for a failed one are garbage (ZOOKEEPER-4607, ZOOKEEPER-4864); here each has the form that it has outside of
 * one.
 */
final class TxnText {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofLocalizedDateTime(FormatStyle.SHORT, FormatStyle.LONG);

    private TxnText() {}

    /** The line of a record; it goes on over further ones where an ACL or data does. */
    static String line(byte[] bytes) {
        try {
            TxnEntry entry = TxnEntry.decode(bytes, Math.max(bytes.length, JuteLimits.DEFAULT_LENGTH_LIMIT));
            TxnHeader header = entry.header();
            return TIME.format(ZonedDateTime.ofInstant(Instant.ofEpochMilli(header.time()), ZoneId.systemDefault()))
                    + " session 0x" + Long.toHexString(header.clientId())
                    + " cxid 0x" + Long.toHexString(header.cxid())
                    + " zxid 0x" + Long.toHexString(header.zxid())
                    + " " + OpCode.name(header.type()) + " " + text(entry.txn());
        } catch (MalformedRecordException e) {
            return "record of " + bytes.length + " bytes that is no transaction: " + e.getMessage();
        }
    }

    private static String text(Txn txn) {
        if (txn instanceof CreateTxn create) {
            return create.path() + "," + data(create.data()) + "," + acls(create.acl()) + "," + create.ephemeral() + ","
                    + create.parentCVersion();
        } else if (txn instanceof CreateContainerTxn create) {
            return create.path() + "," + data(create.data()) + "," + acls(create.acl()) + "," + create.parentCVersion();
        } else if (txn instanceof CreateTtlTxn create) {
            return create.path() + "," + data(create.data()) + "," + acls(create.acl()) + "," + create.parentCVersion()
                    + "," + create.ttl();
        } else if (txn instanceof SetDataTxn set) {
            return set.path() + "," + data(set.data()) + "," + set.version();
        } else if (txn instanceof SetAclTxn set) {
            return "'" + set.path() + "," + aclVector(set.acl()) + "," + set.version();
        } else if (txn instanceof DeleteTxn delete) {
            return "'" + delete.path();
        } else if (txn instanceof CheckVersionTxn check) {
            return "'" + check.path() + "," + check.version();
        } else if (txn instanceof CreateSessionTxn create) {
            return Integer.toString(create.timeOut());
        } else if (txn instanceof CloseSessionTxn close) {
            return close.paths() == null
                    ? ""
                    : "v{" + close.paths().stream().map(path -> "'" + path).collect(Collectors.joining(",")) + "}";
        } else if (txn instanceof ErrorTxn error) {
            return Integer.toString(error.err());
        }
        return ((MultiTxn) txn).txns().stream().map(TxnText::part).collect(Collectors.joining(";"));
    }

    private static String part(SubTxn part) {
        return OpCode.name(part.type()) + ":" + text(part.txn());
    }

    private static String data(byte[] data) {
        return data == null ? "" : new String(data, StandardCharsets.UTF_8);
    }

    private static String acls(List<Acl> acls) {
        return acls == null
                ? "[]"
                : acls.stream().map(acl -> acl(acl) + "\n").collect(Collectors.joining(", ", "[", "]"));
    }

    private static String aclVector(List<Acl> acls) {
        return acls == null
                ? "v{}"
                : acls.stream().map(acl -> "s{" + acl(acl) + "}").collect(Collectors.joining(",", "v{", "}"));
    }

    private static String acl(Acl acl) {
        return acl.perms() + ",s{'" + acl.id().scheme() + ",'" + acl.id().id() + "}";
    }
}
