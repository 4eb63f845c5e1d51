package io.quorate.bench.load;

import io.netty.buffer.ByteBuf;
import io.quorate.jute.OpCode;
import io.quorate.jute.proto.WatchedPathRequest;
import java.util.SplittableRandom;

/** Makes the requests of one session, one after the other. Used by the event loop only. */
interface RequestSource {
    /** Answer of {@link #next}: there is nothing left to ask. */
    int EXHAUSTED = -1;

    /** Appends one request and returns the bytes of body expected in its reply, or {@link #EXHAUSTED}. */
    int next(ByteBuf out, int xid);

    /** The source of session {@code index} of {@code sessions}. */
    static RequestSource of(Workload load, KeySpace keys, int index, int sessions) {
        byte[] data = payload(load.sizeBytes());
        int multi = load.opsPerMulti();
        SplittableRandom random = new SplittableRandom(load.seed() * 1_000_003 + index);
        return switch (load.op()) {
            case SET -> random(FrameTemplate.set(keys, data, multi), keys, random);
            case GET -> random(FrameTemplate.get(keys, data.length, multi), keys, random);
            case CREATE -> once(FrameTemplate.create(keys, data, multi), keys, index, sessions);
            case DELETE -> once(FrameTemplate.delete(keys, multi), keys, index, sessions);
            case MIXED -> mixed(
                    random(FrameTemplate.get(keys, data.length, 0), keys, random),
                    random(FrameTemplate.set(keys, data, 0), keys, random),
                    load.readPercent(),
                    random);
            case CHURN -> churn(
                    FrameTemplate.create(keys, data, 0), FrameTemplate.delete(keys, 0), keys, index, sessions);
            case EPHEMERAL -> churn(
                    FrameTemplate.ephemeral(keys, data), FrameTemplate.delete(keys, 0), keys, index, sessions);
            case CHILDREN -> children(keys);
        };
    }

    /** Bytes that no server can profit from being all alike. */
    static byte[] payload(int sizeBytes) {
        byte[] data = new byte[sizeBytes];
        for (int i = 0; i < sizeBytes; i++) {
            data[i] = (byte) ('a' + (i * 7) % 26);
        }
        return data;
    }

    private static RequestSource random(FrameTemplate frame, KeySpace keys, SplittableRandom random) {
        int bound = keys.keys() - frame.keysPerFrame() + 1;
        return (out, xid) -> {
            frame.write(out, xid, random.nextInt(bound));
            return frame.replyBodyBytes();
        };
    }

    /** Every key in turn, over and over; a session that has set a watch on each begins again with the first. */
    static RequestSource inTurn(FrameTemplate frame, KeySpace keys) {
        return new RequestSource() {
            private int key;

            @Override
            public int next(ByteBuf out, int xid) {
                frame.write(out, xid, key);
                key = (key + 1) % keys.keys();
                return frame.replyBodyBytes();
            }
        };
    }

    private static RequestSource children(KeySpace keys) {
        WatchedPathRequest request = new WatchedPathRequest(keys.directory(0), false);
        int replyBytes = Integer.BYTES + keys.keys() * (Integer.BYTES + keys.nameLength());
        return (out, xid) -> {
            out.writeBytes(FrameTemplate.plainFrame(xid, OpCode.GET_CHILDREN, request));
            return replyBytes;
        };
    }

    private static RequestSource mixed(
            RequestSource read, RequestSource write, int readPercent, SplittableRandom random) {
        return (out, xid) -> (random.nextInt(100) < readPercent ? read : write).next(out, xid);
    }

    /** Every key once over all sessions: session i takes the blocks i, i + sessions, ... */
    private static RequestSource once(FrameTemplate frame, KeySpace keys, int index, int sessions) {
        return new RequestSource() {
            private final int perFrame = frame.keysPerFrame();
            private long block = index;

            @Override
            public int next(ByteBuf out, int xid) {
                long firstKey = block * perFrame;
                if (firstKey + perFrame > keys.keys()) {
                    return EXHAUSTED;
                }
                block += sessions;
                frame.write(out, xid, (int) firstKey);
                return frame.replyBodyBytes();
            }
        };
    }

    private static RequestSource churn(
            FrameTemplate create, FrameTemplate delete, KeySpace keys, int index, int sessions) {
        return new RequestSource() {
            private int key = index % keys.keys();
            private boolean exists;

            @Override
            public int next(ByteBuf out, int xid) {
                FrameTemplate frame = exists ? delete : create;
                frame.write(out, xid, key);
                if (exists) {
                    key = key + sessions < keys.keys() ? key + sessions : index;
                }
                exists = !exists;
                return frame.replyBodyBytes();
            }
        };
    }
}
