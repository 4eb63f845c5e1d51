package io.quorate.jute.proto;

/** The body of a request about one znode. */
public sealed interface NodeRequest extends Request
        permits CreateRequest,
                CreateTtlRequest,
                DeleteRequest,
                SetDataRequest,
                SetAclRequest,
                CheckVersionRequest,
                PathRequest,
                WatchedPathRequest,
                AddWatchRequest,
                WatchesRequest {
    /** The path as the client wrote it, which may be none; null if it was. */
    String path();
}
