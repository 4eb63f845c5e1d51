/**
 * The protocol core: {@link io.quorate.quorum.QuorumPeer} takes requests, disk completions and the time, and answers
 * with calls on {@link io.quorate.quorum.Effects}. Nothing in here starts a thread, opens a file or socket, or reads a
 * clock, so that a simulator can drive the very object that runs in production.
 *
 * <p>Starting points: {@link io.quorate.quorum.QuorumPeer} (inputs), {@link io.quorate.quorum.Effects} (outputs),
 * {@link io.quorate.quorum.ZKDatabase} (state), {@link io.quorate.quorum.Proposal} (what travels).
 */
package io.quorate.quorum;
