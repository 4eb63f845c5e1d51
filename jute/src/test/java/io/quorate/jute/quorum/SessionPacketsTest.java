package io.quorate.jute.quorum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.jute.Hex;
import io.quorate.jute.JuteReader;
import io.quorate.jute.MalformedRecordException;
import io.quorate.jute.OpCode;
import io.quorate.jute.proto.CreateSessionRequest;
import io.quorate.jute.proto.PathRequest;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The data of REQUEST, REVALIDATE and PING, byte by byte (spec: zab-protocol §1, §6). */
class SessionPacketsTest {
    @Test
    void aRequestOfAClient() {
        byte[] bytes = Hex.bytes("0200000000000007 00000005 00000009 00000002 2f61");
        LearnerRequest sync = new LearnerRequest(0x0200000000000007L, 5, OpCode.SYNC, new PathRequest("/a"));
        assertThat(sync.toBytes()).isEqualTo(bytes);
        assertThat(LearnerRequest.read(JuteReader.of(bytes), true)).isEqualTo(sync);
        assertThat(LearnerRequest.read(JuteReader.of(bytes), false).body()).isNull();
    }

    @Test
    void theOpeningOfASession() {
        byte[] bytes = Hex.bytes("0200000000000007 00000000 fffffff6 00000fa0");
        LearnerRequest open =
                new LearnerRequest(0x0200000000000007L, 0, OpCode.CREATE_SESSION, new CreateSessionRequest(4000));
        assertThat(open.toBytes()).isEqualTo(bytes);
        assertThat(LearnerRequest.read(JuteReader.of(bytes), true)).isEqualTo(open);
    }

    @Test
    void aBodyThatDoesNotParseIsNoneAndABeginningThatDoesNotIsMalformed() {
        byte[] bytes = Hex.bytes("0200000000000007 00000005 00000001 00100000 7878");
        assertThat(LearnerRequest.read(JuteReader.of(bytes), true).body()).isNull();
        byte[] unknown = Hex.bytes("0200000000000007 00000005 000000ff");
        assertThat(LearnerRequest.read(JuteReader.of(unknown), true).body()).isNull();
        for (int length = 0; length < 16; length++) {
            byte[] prefix = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> LearnerRequest.read(JuteReader.of(prefix), true))
                    .as("%d bytes", length)
                    .isInstanceOf(MalformedRecordException.class);
        }
    }

    @Test
    void aQuestionForASessionAndItsAnswer() {
        SessionTimeout question = new SessionTimeout(0x0100000000000001L, 4000);
        assertThat(question.toBytes()).isEqualTo(Hex.bytes("0100000000000001 00000fa0"));
        assertThat(SessionTimeout.read(JuteReader.of(question.toBytes()))).isEqualTo(question);
        SessionValidity answer = new SessionValidity(0x0100000000000001L, true);
        assertThat(answer.toBytes()).isEqualTo(Hex.bytes("0100000000000001 01"));
        assertThat(SessionValidity.read(JuteReader.of(answer.toBytes()))).isEqualTo(answer);
    }

    @Test
    void theSessionsInAnAnswerToPing() {
        SessionTouches touches = new SessionTouches(List.of(new SessionTimeout(1, 4000), new SessionTimeout(2, 6000)));
        byte[] bytes = Hex.bytes("0000000000000001 00000fa0 0000000000000002 00001770");
        assertThat(touches.toBytes()).isEqualTo(bytes);
        assertThat(SessionTouches.read(JuteReader.of(bytes))).isEqualTo(touches);
        assertThat(new SessionTouches(List.of()).toBytes()).isEmpty();
        assertThat(SessionTouches.read(JuteReader.of(new byte[0])).sessions()).isEmpty();
        assertThatThrownBy(() -> SessionTouches.read(JuteReader.of(Arrays.copyOf(bytes, 20))))
                .isInstanceOf(MalformedRecordException.class);
    }
}
