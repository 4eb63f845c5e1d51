/**
 * The jute encoding: fixed-width big-endian numbers, length-prefixed strings and buffers, counted vectors, and records that
 * are their fields in order without tag or length (spec: README, "Record encoding").
 *
 * <p>Start at {@link io.quorate.jute.JuteReader} and {@link io.quorate.jute.JuteWriter}; {@link io.quorate.jute.OpCode} and
 * {@link io.quorate.jute.ErrorCode} are the numbers of the client protocol. The records themselves are in {@code proto}
 * (client protocol), {@code txn} (transactions) and {@code quorum} (peer protocols). Everything here is a value or a thin view
 * of one buffer: no threads, no I/O, no clock.
 */
package io.quorate.jute;
