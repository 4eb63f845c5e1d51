/**
 * The least server that answers the load: it speaks the framing of the client protocol, grants every session and
 * replies to every request with a canned body of the right length. It has no tree, no log and no session state, so what
 * it costs is what the kernel, Netty and the load generator cost. Starting point: {@link
 * io.quorate.bench.floor.FloorServer}.
 */
package io.quorate.bench.floor;
