package io.quorate.jute;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.quorate.jute.proto.ConnectRequest;
import io.quorate.jute.proto.ConnectResponse;
import io.quorate.jute.proto.EmptyRequest;
import io.quorate.jute.proto.EmptyResponse;
import io.quorate.jute.proto.MultiRequest;
import io.quorate.jute.proto.MultiResponse;
import io.quorate.jute.proto.Op;
import io.quorate.jute.proto.OpResult;
import io.quorate.jute.proto.ReplyHeader;
import io.quorate.jute.proto.RequestCodec;
import io.quorate.jute.proto.RequestHeader;
import io.quorate.jute.proto.ResponseCodec;
import io.quorate.jute.proto.SetWatchesRequest;
import io.quorate.jute.proto.Stat;
import io.quorate.jute.proto.StatPersisted;
import io.quorate.jute.proto.WatcherEvent;
import io.quorate.jute.quorum.HostPort;
import io.quorate.jute.quorum.InitialMessage;
import io.quorate.jute.quorum.LearnerInfo;
import io.quorate.jute.quorum.Notification;
import io.quorate.jute.quorum.QuorumPacket;
import io.quorate.jute.txn.TxnEntry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.stream.IntStream;

/** Every decoder that untrusted bytes reach, with valid encodings for it. */
final class Decoders {
    private static final int OPS_IN_MULTI_MAX = 5;

    private Decoders() {}

    /**
     * One decoder.
     *
     * @param decode takes all there is to be decoded; throws MalformedRecordException, or what it throws is a fault
     * @param sample a record to encode, by seed
     */
    record Decoder(String name, Function<byte[], JuteRecord> decode, LongFunction<? extends JuteRecord> sample) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Decoder> all() {
        List<Decoder> all = new ArrayList<>();
        all.add(of("requestHeader", RequestHeader::read, RequestHeader.class));
        all.add(of("replyHeader", ReplyHeader::read, ReplyHeader.class));
        all.add(of("watcherEvent", WatcherEvent::read, WatcherEvent.class));
        all.add(of("stat", Stat::read, Stat.class));
        all.add(of("statPersisted", StatPersisted::read, StatPersisted.class));
        all.add(of("connectRequest", ConnectRequest::read, ConnectRequest.class));
        all.add(of("connectResponse", ConnectResponse::read, ConnectResponse.class));
        all.add(of("quorumPacket", QuorumPacket::read, QuorumPacket.class));
        all.add(new Decoder("quorumPacket in a stream", Decoders::tryReadPacket, seed -> new Samples(seed)
                .record(QuorumPacket.class)));
        all.add(new Decoder("learnerInfo", LearnerInfo::decode, seed -> new Samples(seed).record(LearnerInfo.class)));
        all.add(new Decoder("notification", Notification::decode, Decoders::notification));
        all.add(new Decoder("initialMessage", Decoders::tryReadInitialMessage, Decoders::initialMessage));
        IntStream.rangeClosed(-20, 120).filter(RequestCodec::isKnown).forEach(op -> {
            all.add(request(op));
            if (op != OpCode.CREATE_SESSION) {
                all.add(response(op));
            }
        });
        Samples.TXN_TYPES.keySet().stream()
                .filter(type -> type != OpCode.CHECK)
                .sorted()
                .forEach(type -> all.add(new Decoder(
                        "txn " + OpCode.name(type), TxnEntry::decode, seed -> new Samples(seed).entry(type))));
        return all;
    }

    private static <T extends Record & JuteRecord> Decoder of(
            String name, Function<JuteReader, T> read, Class<T> type) {
        return new Decoder(name, bytes -> read.apply(JuteReader.of(bytes)), seed -> new Samples(seed).record(type));
    }

    private static Decoder request(int op) {
        Function<byte[], JuteRecord> decode = bytes -> RequestCodec.read(op, JuteReader.of(bytes));
        return new Decoder("request " + OpCode.name(op), decode, seed -> sampleRequest(op, seed));
    }

    private static JuteRecord sampleRequest(int op, long seed) {
        if (op == OpCode.MULTI || op == OpCode.MULTI_READ) {
            return new MultiRequest(new Random(seed)
                    .ints(seed % OPS_IN_MULTI_MAX, 0, multiOps().size())
                    .map(each -> multiOps().get(each))
                    .mapToObj(type -> new Op(type, RequestCodec.read(type, sampleRequestBytes(type, seed))))
                    .toList());
        }
        if (op == OpCode.SET_WATCHES) {
            SetWatchesRequest five = new Samples(seed).record(SetWatchesRequest.class);
            return new SetWatchesRequest(five.relativeZxid(), five.data(), five.exist(), five.child());
        }
        JuteRecord any = RequestCodec.read(op, JuteReader.of(new byte[300]));
        return any instanceof EmptyRequest
                ? any
                : (JuteRecord) new Samples(seed).record(any.getClass().asSubclass(Record.class));
    }

    private static JuteReader sampleRequestBytes(int op, long seed) {
        return JuteReader.of(sampleRequest(op, seed).toBytes());
    }

    private static Decoder response(int op) {
        Function<byte[], JuteRecord> decode = bytes -> ResponseCodec.read(op, JuteReader.of(bytes));
        return new Decoder("response " + OpCode.name(op), decode, seed -> sampleResponse(op, seed));
    }

    private static JuteRecord sampleResponse(int op, long seed) {
        if (op == OpCode.MULTI || op == OpCode.MULTI_READ) {
            return new MultiResponse(new Random(seed)
                    .ints(seed % OPS_IN_MULTI_MAX, 0, multiOps().size() + 1)
                    .mapToObj(each -> each == multiOps().size()
                            ? OpResult.error((int) seed)
                            : opResult(multiOps().get(each), seed))
                    .toList());
        }
        JuteRecord any = ResponseCodec.read(op, JuteReader.of(new byte[300]));
        return any instanceof EmptyResponse
                ? any
                : (JuteRecord) new Samples(seed).record(any.getClass().asSubclass(Record.class));
    }

    private static OpResult opResult(int type, long seed) {
        return new OpResult(
                type,
                ResponseCodec.read(
                        type, JuteReader.of(sampleResponse(type, seed).toBytes())));
    }

    private static List<Integer> multiOps() {
        return List.of(
                OpCode.CREATE,
                OpCode.CREATE2,
                OpCode.CREATE_CONTAINER,
                OpCode.CREATE_TTL,
                OpCode.DELETE,
                OpCode.SET_DATA,
                OpCode.CHECK,
                OpCode.GET_DATA,
                OpCode.GET_CHILDREN);
    }

    private static Notification notification(long seed) {
        Samples samples = new Samples(seed);
        return new Notification(
                (int) (seed & 3), samples.aLong(), samples.aLong(), samples.aLong(), samples.aLong(), samples.string());
    }

    private static InitialMessage initialMessage(long seed) {
        Random random = new Random(seed);
        List<HostPort> addresses = random.ints(1 + random.nextInt(3), 1, 65536)
                .mapToObj(port ->
                        new HostPort(random.nextBoolean() ? "host" + port : "fe80::" + Integer.toHexString(port), port))
                .toList();
        return new InitialMessage(
                addresses.size() == 1 ? InitialMessage.V1 : InitialMessage.V2, random.nextLong(), addresses);
    }

    /** Incomplete is the answer to truncated bytes here; it becomes the failure that it is when nothing more comes. */
    private static JuteRecord tryReadPacket(byte[] bytes) {
        ByteBuf in = Unpooled.wrappedBuffer(bytes);
        return orTruncated(QuorumPacket.tryRead(in, JuteLimits.DEFAULT_LENGTH_LIMIT), in);
    }

    private static JuteRecord tryReadInitialMessage(byte[] bytes) {
        ByteBuf in = Unpooled.wrappedBuffer(bytes);
        return orTruncated(InitialMessage.tryRead(in), in);
    }

    private static JuteRecord orTruncated(JuteRecord record, ByteBuf in) {
        if (record == null) {
            throw MalformedRecordException.truncated("incomplete after " + in.readableBytes() + " bytes");
        }
        return record;
    }

    /** The lengths, other than the full one, at which a prefix of the sample's encoding is a form of its own. */
    static List<Integer> shortForms(JuteRecord sample, int length) {
        if (sample instanceof ConnectRequest request) {
            return request.hasReadOnly() ? List.of(length - 1) : List.of();
        } else if (sample instanceof ConnectResponse response) {
            return response.hasReadOnly() ? List.of(length - 1) : List.of();
        } else if (sample instanceof LearnerInfo) {
            return List.of(8, 12);
        } else if (sample instanceof Notification) {
            return List.of(28, 40);
        } else if (sample instanceof TxnEntry entry) {
            return shortForms(entry, entry.digest() == null ? length : length - 12);
        }
        return List.of();
    }

    /** Without digest; without parentCVersion; without paths; and a vector of two paths cut where a digest would end. */
    private static List<Integer> shortForms(TxnEntry entry, int withoutDigest) {
        return switch (entry.header().type()) {
            case OpCode.CREATE -> List.of(withoutDigest, withoutDigest - 4);
            case OpCode.CLOSE_SESSION -> Arrays.asList(withoutDigest, 32, 44);
            default -> List.of(withoutDigest);
        };
    }
}
