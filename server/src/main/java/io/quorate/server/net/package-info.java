/**
 * Client sockets on Netty. {@link io.quorate.server.net.NettyServerCnxnFactory} listens, a {@link
 * io.quorate.server.net.NettyServerCnxn} cuts one connection's bytes into frames and sends its replies, and a {@link
 * io.quorate.server.net.ClientLoop} is what the connections of one event loop share. Buffers with reference counts do not
 * leave this package.
 */
package io.quorate.server.net;
