package io.quorate.server.session;

import io.quorate.jute.proto.AddWatchRequest;
import io.quorate.jute.proto.CheckVersionRequest;
import io.quorate.jute.proto.CreateRequest;
import io.quorate.jute.proto.CreateTtlRequest;
import io.quorate.jute.proto.DeleteRequest;
import io.quorate.jute.proto.PathRequest;
import io.quorate.jute.proto.Request;
import io.quorate.jute.proto.SetAclRequest;
import io.quorate.jute.proto.SetDataRequest;
import io.quorate.jute.proto.WatchedPathRequest;
import io.quorate.jute.proto.WatchesRequest;

/** The path that a request is about. */
final class RequestPath {
    private RequestPath() {}

    /** Null if it is about none, or several. */
    static String of(Request request) {
        if (request instanceof WatchedPathRequest read) {
            return read.path();
        }
        if (request instanceof SetDataRequest set) {
            return set.path();
        }
        if (request instanceof CreateRequest create) {
            return create.path();
        }
        if (request instanceof DeleteRequest delete) {
            return delete.path();
        }
        if (request instanceof PathRequest named) {
            return named.path();
        }
        if (request instanceof CreateTtlRequest create) {
            return create.path();
        }
        if (request instanceof SetAclRequest set) {
            return set.path();
        }
        if (request instanceof CheckVersionRequest check) {
            return check.path();
        }
        if (request instanceof AddWatchRequest add) {
            return add.path();
        }
        return request instanceof WatchesRequest watches ? watches.path() : null;
    }
}
