/**
 * The records of the client protocol: connect, headers, every request and every response (spec: client-protocol).
 *
 * <p>Start at {@link io.quorate.jute.proto.RequestCodec}, which knows the request of each operation. Names and order of the
 * components are those of the encoding.
 */
package io.quorate.jute.proto;
