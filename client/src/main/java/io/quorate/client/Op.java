package io.quorate.client;

import io.quorate.jute.proto.Acl;
import java.util.List;

/** One change, or check, within a {@link ZooKeeper#multi}: all of them are done, in order, or none (spec: client-protocol §7). */
public sealed interface Op {
    /** As the client names it. */
    String path();

    static Op create(String path, byte[] data, List<Acl> acl, CreateMode mode) {
        return create(path, data, acl, mode, Ttl.NONE);
    }

    /**
     * A creation of a znode with a time to live.
     *
     * @param ttlMillis as in {@link ZooKeeper#create(String, byte[], List, CreateMode, long)}
     */
    static Op create(String path, byte[] data, List<Acl> acl, CreateMode mode, long ttlMillis) {
        return new Create(path, data, acl, mode, ttlMillis);
    }

    /** A deletion; version -1 matches any. */
    static Op delete(String path, int version) {
        return new Delete(path, version);
    }

    /** A change of data; version -1 matches any. */
    static Op setData(String path, byte[] data, int version) {
        return new SetData(path, data, version);
    }

    /** Changes nothing, and fails the multi unless the znode is there and has the version; -1 matches any. */
    static Op check(String path, int version) {
        return new Check(path, version);
    }

    record Create(String path, byte[] data, List<Acl> acl, CreateMode mode, long ttlMillis) implements Op {
        public Create {
            Ttl.check(mode, ttlMillis);
            Requests.validateNew(path, mode);
        }
    }

    record Delete(String path, int version) implements Op {
        public Delete {
            ZnodePath.validate(path);
        }
    }

    record SetData(String path, byte[] data, int version) implements Op {
        public SetData {
            ZnodePath.validate(path);
        }
    }

    record Check(String path, int version) implements Op {
        public Check {
            ZnodePath.validate(path);
        }
    }
}
