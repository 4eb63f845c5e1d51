/**
 * The messages between servers: packets of the quorum port (spec: zab-protocol §1) and of the election port (spec:
 * election-protocol §2, §4).
 *
 * <p>Start at {@link io.quorate.jute.quorum.QuorumPacket} and {@link io.quorate.jute.quorum.Notification}. Neither stream of the two
 * is made of frames that a buffer could be cut into beforehand, hence the {@code tryRead} methods: they return null until the
 * buffer holds a whole message.
 */
package io.quorate.jute.quorum;
