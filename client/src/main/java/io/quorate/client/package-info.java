/**
 * The Java client: one session per {@link io.quorate.client.ZooKeeper}, any number of sessions per event loop, no thread per
 * session.
 *
 * <p>Starting points: {@link io.quorate.client.ZooKeeper} is what applications use; {@link io.quorate.client.ClientCnxn} is the
 * session itself, a state machine without sockets, threads or clocks; {@link io.quorate.client.NettyDriver} feeds it.
 * Protocol rules come from the spec page client-protocol.
 */
package io.quorate.client;
