/**
 * The server process: {@link io.quorate.server.QuorumPeerMain} is what operators start, {@link
 * io.quorate.server.QuorateServer} wires threads, disk and sockets around the protocol core.
 */
package io.quorate.server;
