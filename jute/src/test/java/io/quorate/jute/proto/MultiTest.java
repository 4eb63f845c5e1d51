package io.quorate.jute.proto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.jute.CreateFlags;
import io.quorate.jute.ErrorCode;
import io.quorate.jute.Hex;
import io.quorate.jute.JuteReader;
import io.quorate.jute.JuteRecord;
import io.quorate.jute.MalformedRecordException;
import io.quorate.jute.OpCode;
import io.quorate.jute.Samples;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.aggregator.ArgumentsAccessor;
import org.junit.jupiter.params.provider.CsvSource;

/** The bytes here are put together by hand from client-protocol §7. */
class MultiTest {
    private static final String END = "ffffffff 01 ffffffff";
    private static final String PATH = "00000002 2f61";

    @Test
    void anEmptyMultiIsJustTheEnd() {
        assertThat(new MultiRequest(List.of()).toBytes()).isEqualTo(Hex.bytes(END));
        MultiRequest read = MultiRequest.read(JuteReader.of(Hex.bytes(END)));
        assertThat(read.ops()).isEmpty();
        assertThat(read.isWellFormed(OpCode.MULTI)).isTrue();
        assertThat(read.isWellFormed(OpCode.MULTI_READ)).isTrue();
    }

    @Test
    void eachWriteIsAHeaderAndItsRequest() {
        String acl = "00000001 0000001f 00000005 776f726c64 00000006 616e796f6e65";
        String create = PATH + "00000001 78" + acl;
        byte[] bytes = Hex.bytes("00000001 00 ffffffff" + create + "00000000"
                + "0000000f 00 ffffffff" + create + "00000001"
                + "00000013 00 ffffffff" + create + "00000004"
                + "00000015 00 ffffffff" + create + "00000005 00000000000003e8"
                + "00000002 00 ffffffff" + PATH + "ffffffff"
                + "00000005 00 ffffffff" + PATH + "ffffffff 00000003"
                + "0000000d 00 ffffffff" + PATH + "00000007"
                + END);
        byte[] data = {'x'};
        MultiRequest request = new MultiRequest(List.of(
                new Op(OpCode.CREATE, new CreateRequest("/a", data, Acl.OPEN, CreateFlags.PERSISTENT)),
                new Op(OpCode.CREATE2, new CreateRequest("/a", data, Acl.OPEN, CreateFlags.EPHEMERAL)),
                new Op(OpCode.CREATE_CONTAINER, new CreateRequest("/a", data, Acl.OPEN, CreateFlags.CONTAINER)),
                new Op(OpCode.CREATE_TTL, new CreateTtlRequest("/a", data, Acl.OPEN, CreateFlags.TTL, 1000)),
                new Op(OpCode.DELETE, new DeleteRequest("/a", -1)),
                new Op(OpCode.SET_DATA, new SetDataRequest("/a", null, 3)),
                new Op(OpCode.CHECK, new CheckVersionRequest("/a", 7))));
        assertThat(request.toBytes()).isEqualTo(bytes);
        assertThat(request.isWellFormed(OpCode.MULTI)).isTrue();
        assertThat(request.isWellFormed(OpCode.MULTI_READ)).isFalse();
        assertReadsBack(MultiRequest.read(JuteReader.of(bytes)), request, bytes);
    }

    @Test
    void eachReadIsAHeaderAndItsRequest() {
        byte[] bytes = Hex.bytes("00000004 00 ffffffff" + PATH + "00" + "00000008 00 ffffffff" + PATH + "01" + END);
        MultiRequest request = new MultiRequest(List.of(
                new Op(OpCode.GET_DATA, new WatchedPathRequest("/a", false)),
                new Op(OpCode.GET_CHILDREN, new WatchedPathRequest("/a", true))));
        assertThat(request.toBytes()).isEqualTo(bytes);
        assertThat(request.isWellFormed(OpCode.MULTI)).isFalse();
        assertThat(request.isWellFormed(OpCode.MULTI_READ)).isTrue();
        assertReadsBack(MultiRequest.read(JuteReader.of(bytes)), request, bytes);
    }

    private static void assertReadsBack(MultiRequest read, MultiRequest expected, byte[] bytes) {
        assertThat(read.ops().stream().map(Op::type))
                .isEqualTo(expected.ops().stream().map(Op::type).toList());
        assertThat(read.toBytes()).isEqualTo(bytes);
        assertThat(read.ops()).isUnmodifiable();
    }

    @Test
    void mixesDecodeButAreNotWellFormed() {
        Op read = new Op(OpCode.GET_DATA, new WatchedPathRequest("/a", false));
        Op write = new Op(OpCode.DELETE, new DeleteRequest("/a", -1));
        for (List<Op> ops : List.of(List.of(read, write), List.of(write, read))) {
            MultiRequest decoded = MultiRequest.read(JuteReader.of(new MultiRequest(ops).toBytes()));
            assertThat(decoded.ops()).hasSameSizeAs(ops);
            assertThat(decoded.isWellFormed(OpCode.MULTI)).as("%s", ops).isFalse();
            assertThat(decoded.isWellFormed(OpCode.MULTI_READ)).as("%s", ops).isFalse();
        }
        assertThat(new MultiRequest(List.of(read)).isWellFormed(OpCode.MULTI)).isFalse();
    }

    /**
     * What a server of release 3.9.5 does with a multi of one create, by type and flags -1 to 7: the type of the transaction that it
     * logs, {@code -5} for a refusal of the whole request, {@code -8} for one of the operation.
     */
    @ParameterizedTest
    @CsvSource({
        "1,  -5, 1,  1,  1,  1,  19, -5, -5, -5",
        "15, -5, 15, 15, 15, 15, 19, -5, -5, -5",
        "19, -5, 19, 19, 19, 19, 19, -5, -5, -5",
        "21, -8, 1,  1,  1,  1,  19, 21, 21, -8",
    })
    void flagsDecideWhatACreateInAMultiMakes(ArgumentsAccessor row) {
        int type = row.getInteger(0);
        for (int flags = -1; flags <= 7; flags++) {
            Request request = type == OpCode.CREATE_TTL
                    ? new CreateTtlRequest("/a", null, Acl.OPEN, flags, 1000)
                    : new CreateRequest("/a", null, Acl.OPEN, flags);
            MultiRequest multi =
                    MultiRequest.read(JuteReader.of(new MultiRequest(List.of(new Op(type, request))).toBytes()));
            assertThat(outcome(multi)).as("type %d, flags %d", type, flags).isEqualTo(row.getInteger(flags + 2));
        }
    }

    private static int outcome(MultiRequest multi) {
        if (!multi.isWellFormed(OpCode.MULTI)) {
            return ErrorCode.MARSHALLING_ERROR.code();
        }
        Op op = multi.ops().get(0);
        int flags = op.request() instanceof CreateRequest create
                ? create.flags()
                : ((CreateTtlRequest) op.request()).flags();
        return CreateFlags.isValid(flags) ? op.type() : ErrorCode.BAD_ARGUMENTS.code();
    }

    @Test
    void onlyTheOperationsOfMultiAreTaken() {
        List<Integer> taken = IntStream.rangeClosed(-300, 300)
                .filter(type -> isTaken("%08x 00 ffffffff".formatted(type) + PATH + "00".repeat(40)))
                .boxed()
                .toList();
        assertThat(taken).containsExactly(1, 2, 4, 5, 8, 13, 15, 19, 21);
        assertThatThrownBy(() -> MultiRequest.read(JuteReader.of(Hex.bytes("00000007 00 ffffffff" + PATH))))
                .isInstanceOf(MalformedRecordException.class)
                .hasMessageStartingWith("multi op type: 7 setACL (expected: ");
        assertThatThrownBy(() -> MultiRequest.read(JuteReader.of(Hex.bytes("0000000e 00 ffffffff" + END + END))))
                .as("a multi in a multi")
                .isInstanceOf(MalformedRecordException.class);
    }

    private static boolean isTaken(String hex) {
        try {
            return Op.read(JuteReader.of(Hex.bytes(hex))).request() != null;
        } catch (MalformedRecordException e) {
            assertThat(e).hasMessageStartingWith("multi op type: ");
            return false;
        }
    }

    @Test
    void resultsOfSuccess() {
        Stat stat = new Samples(1).record(Stat.class);
        String statHex = Hex.text(stat.toBytes());
        byte[] bytes = Hex.bytes("00000001 00 00000000" + PATH
                + "0000000f 00 00000000" + PATH + statHex
                + "00000005 00 00000000" + statHex
                + "00000002 00 00000000"
                + "0000000d 00 00000000"
                + "00000008 00 00000000 00000001 00000001 62"
                + "00000004 00 00000000 00000001 78" + statHex
                + END);
        MultiResponse response = new MultiResponse(List.of(
                new OpResult(OpCode.CREATE, new CreateResponse("/a")),
                new OpResult(OpCode.CREATE2, new Create2Response("/a", stat)),
                new OpResult(OpCode.SET_DATA, new StatResponse(stat)),
                OpResult.done(OpCode.DELETE),
                OpResult.done(OpCode.CHECK),
                new OpResult(OpCode.GET_CHILDREN, new GetChildrenResponse(List.of("b"))),
                new OpResult(OpCode.GET_DATA, new GetDataResponse(new byte[] {'x'}, stat))));
        assertThat(response.toBytes()).isEqualTo(bytes);
        MultiResponse read = MultiResponse.read(JuteReader.of(bytes));
        assertThat(read.toBytes()).isEqualTo(bytes);
        assertThat(read.results().subList(0, 6)).isEqualTo(response.results().subList(0, 6));
        assertThat(read.results()).allSatisfy(each -> assertThat(each.err()).isZero());
    }

    @Test
    void resultsOfFailure() {
        byte[] bytes = Hex.bytes("ffffffff 00 00000000 00000000"
                + "ffffffff 00 ffffff9b ffffff9b"
                + "ffffffff 00 fffffffe fffffffe"
                + END);
        MultiResponse response = new MultiResponse(List.of(
                OpResult.error(0),
                OpResult.error(ErrorCode.NO_NODE.code()),
                OpResult.error(ErrorCode.RUNTIME_INCONSISTENCY.code())));
        assertThat(response.toBytes()).isEqualTo(bytes);
        assertThat(MultiResponse.read(JuteReader.of(bytes))).isEqualTo(response);
        assertThat(MultiResponse.read(JuteReader.of(bytes)).results().stream().map(OpResult::err))
                .containsExactly(0, -101, -2);
    }

    @Test
    void aResultOfAnUnknownTypeIsMalformed() {
        assertThatThrownBy(() -> MultiResponse.read(JuteReader.of(Hex.bytes("00000007 00 00000000" + END))))
                .isInstanceOf(MalformedRecordException.class)
                .hasMessageStartingWith("multi result type: 7 setACL (expected: ");
    }

    @Test
    void singleEntriesReadBack() {
        Stream<JuteRecord> entries = Stream.of(
                new Op(OpCode.DELETE, new DeleteRequest("/a", 1)), OpResult.done(OpCode.CHECK), OpResult.error(-110));
        assertThat(entries).allSatisfy(each -> {
            JuteReader in = JuteReader.of(each.toBytes());
            assertThat(each instanceof Op ? Op.read(in) : OpResult.read(in)).isEqualTo(each);
        });
    }
}
