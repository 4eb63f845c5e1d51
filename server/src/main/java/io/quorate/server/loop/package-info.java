/**
 * The threads around the protocol core. {@link io.quorate.server.loop.PeerLoop} drives {@code QuorumPeer} on the core's
 * event loop, {@link io.quorate.server.loop.LogWriter} makes transactions durable, {@link
 * io.quorate.server.loop.BulkWorker} does what takes long and may wait. They hand each other queues of immutable
 * messages, drained in batches; nothing else is shared.
 */
package io.quorate.server.loop;
