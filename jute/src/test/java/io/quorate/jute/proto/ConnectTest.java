package io.quorate.jute.proto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.jute.Apache;
import io.quorate.jute.Hex;
import io.quorate.jute.JuteReader;
import io.quorate.jute.MalformedRecordException;
import io.quorate.jute.Samples;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ConnectTest {
    private static final byte[] PASSWD = Hex.bytes("46aa0ce45b957cf3942520dc9c40852d");

    @Test
    void aResponseSeenOnTheWire() {
        byte[] seen = Hex.bytes("00000000 00000bb8 01000024887c0000 00000010 46aa0ce45b957cf3942520dc9c40852d 00");
        ConnectResponse response = ConnectResponse.read(JuteReader.of(seen));
        assertThat(response.timeOut()).isEqualTo(3000);
        assertThat(response.sessionId()).isEqualTo(0x01000024887c0000L);
        assertThat(response.passwd()).isEqualTo(PASSWD);
        assertThat(response.hasReadOnly()).isTrue();
        assertThat(response.readOnly()).isFalse();
        assertThat(response.toBytes()).isEqualTo(seen).hasSize(37);
    }

    @Test
    void theLastByteIsOptionalBothWays() {
        ConnectRequest with = new ConnectRequest(0, 7, 3000, 0, PASSWD, true, true);
        ConnectRequest without = new ConnectRequest(0, 7, 3000, 0, PASSWD, false, false);
        assertThat(with.toBytes()).hasSize(45);
        assertThat(without.toBytes()).hasSize(44);
        assertThat(ConnectRequest.read(JuteReader.of(with.toBytes())))
                .returns(true, ConnectRequest::hasReadOnly)
                .returns(true, ConnectRequest::readOnly);
        assertThat(ConnectRequest.read(JuteReader.of(without.toBytes())))
                .returns(false, ConnectRequest::hasReadOnly)
                .returns(false, ConnectRequest::readOnly);
        assertThat(new ConnectResponse(0, 3000, 5, PASSWD, false, false).toBytes())
                .hasSize(36);
    }

    @Test
    void aRefusalHasNoTimeoutNoSessionAndAPasswordOfZeros() {
        assertThat(Hex.text(ConnectResponse.refused(true).toBytes()))
                .isEqualTo("00".repeat(16) + "00000010" + "00".repeat(17));
        assertThat(ConnectResponse.refused(false).toBytes()).hasSize(36);
    }

    @Test
    void randomOnesAgreeWithTheReleasedClasses() {
        for (long seed = 0; seed < 300; seed++) {
            Samples samples = new Samples(seed);
            ConnectRequest request = samples.record(ConnectRequest.class);
            byte[] bytes = withReadOnly(request).toBytes();
            assertThat(Apache.values(Apache.decode(org.apache.zookeeper.proto.ConnectRequest.class, bytes)))
                    .as("seed %d", seed)
                    .isEqualTo(Apache.values(request).subList(0, 6));
            ConnectResponse response = samples.record(ConnectResponse.class);
            byte[] reply = new ConnectResponse(
                            response.protocolVersion(),
                            response.timeOut(),
                            response.sessionId(),
                            response.passwd(),
                            response.readOnly(),
                            true)
                    .toBytes();
            assertThat(Apache.values(Apache.decode(org.apache.zookeeper.proto.ConnectResponse.class, reply)))
                    .as("seed %d", seed)
                    .isEqualTo(Apache.values(response).subList(0, 5));
            assertThat(ConnectResponse.read(JuteReader.of(reply)).toBytes()).isEqualTo(reply);
            assertThat(ConnectRequest.read(JuteReader.of(bytes)).toBytes()).isEqualTo(bytes);
        }
    }

    private static ConnectRequest withReadOnly(ConnectRequest any) {
        return new ConnectRequest(
                any.protocolVersion(),
                any.lastZxidSeen(),
                any.timeOut(),
                any.sessionId(),
                any.passwd(),
                any.readOnly(),
                true);
    }

    @Test
    void aRequestThatEndsInThePasswordIsMalformed() {
        byte[] bytes = new ConnectRequest(0, 7, 3000, 0, PASSWD, false, false).toBytes();
        assertThatThrownBy(() -> ConnectRequest.read(JuteReader.of(Arrays.copyOf(bytes, 43))))
                .isInstanceOf(MalformedRecordException.class)
                .hasMessageStartingWith("connectRequest.passwd: length 16 ");
    }
}
