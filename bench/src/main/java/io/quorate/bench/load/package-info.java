/**
 * A load generator for any server of the ZooKeeper client protocol.
 *
 * <p>It measures, so it must cost little beside the server that shares its machine: one thread ({@link
 * io.quorate.bench.load.LoadClient}, a single Netty event loop) drives every session; requests are encoded once and
 * only their xid and key digits are patched ({@link io.quorate.bench.load.FrameTemplate}); of a reply only the header is
 * read and its length checked ({@link io.quorate.bench.load.FrameHeads}).
 *
 * <p>Start reading at {@link io.quorate.bench.load.LoadRun}, the phases of one run. Everything that is not a record
 * or {@code LoadRun}'s and {@code LoadClient}'s public face belongs to the event loop. Wire rules: spec:
 * client-protocol §1-3.
 */
package io.quorate.bench.load;
