package io.quorate.bench.micro;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.quorate.jute.JuteReader;
import io.quorate.jute.JuteWriter;
import io.quorate.jute.OpCode;
import io.quorate.jute.proto.Acl;
import io.quorate.jute.proto.CreateRequest;
import io.quorate.jute.proto.GetDataResponse;
import io.quorate.jute.proto.Request;
import io.quorate.jute.proto.RequestCodec;
import io.quorate.jute.proto.SetDataRequest;
import io.quorate.jute.proto.Stat;
import io.quorate.jute.txn.SetDataTxn;
import io.quorate.jute.txn.TxnDigest;
import io.quorate.jute.txn.TxnEntry;
import io.quorate.jute.txn.TxnHeader;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Records to bytes and back: what every request and every transaction goes through. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Thread)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class CodecBenchmark {
    private static final String PATH = "/quorate-bench/d0000/k0000000000";
    private static final byte[] DATA = new byte[100];

    private final ByteBuf setData =
            Unpooled.wrappedBuffer(new SetDataRequest(PATH, DATA, -1).toBytes()).asReadOnly();
    private final ByteBuf create = Unpooled.wrappedBuffer(new CreateRequest(PATH, DATA, Acl.OPEN, 0).toBytes())
            .asReadOnly();
    private final TxnEntry entry = new TxnEntry(
            new TxnHeader(0x1000001L, 77, 0x100000001L, 1_700_000_000_000L, OpCode.SET_DATA),
            new SetDataTxn(PATH, DATA, 5),
            new TxnDigest(2, 42));
    private final byte[] entryBytes = entry.encode();
    private final GetDataResponse response = new GetDataResponse(DATA, new Stat(1, 2, 3, 4, 5, 6, 7, 8, 100, 0, 11));
    private final ByteBuf out = Unpooled.directBuffer(1024);

    @Benchmark
    public Request decodeSetDataRequest() {
        return RequestCodec.read(OpCode.SET_DATA, new JuteReader(setData.readerIndex(0)));
    }

    @Benchmark
    public Request decodeCreateRequest() {
        return RequestCodec.read(OpCode.CREATE, new JuteReader(create.readerIndex(0)));
    }

    @Benchmark
    public ByteBuf encodeGetDataResponse() {
        response.write(new JuteWriter(out.clear()));
        return out;
    }

    @Benchmark
    public byte[] encodeTxn() {
        return entry.encode();
    }

    @Benchmark
    public TxnEntry decodeTxn() {
        return TxnEntry.decode(entryBytes);
    }
}
