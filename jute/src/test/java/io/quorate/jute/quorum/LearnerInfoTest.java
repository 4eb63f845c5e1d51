package io.quorate.jute.quorum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.jute.Hex;
import io.quorate.jute.MalformedRecordException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class LearnerInfoTest {
    private static final byte[] FULL = Hex.bytes("0000000000000003 00010000 0000000100000000");

    @Test
    void thePresentForm() {
        LearnerInfo info = new LearnerInfo(3, 0x100000000L);
        assertThat(info.toBytes()).isEqualTo(FULL);
        assertThat(LearnerInfo.decode(FULL)).isEqualTo(info);
        assertThat(info.negotiatesEpoch()).isTrue();
        assertThat(info.isAnonymous()).isFalse();
        assertThat(LearnerInfo.decode(Arrays.copyOf(FULL, 30)))
                .as("a longer one")
                .isEqualTo(info);
    }

    @Test
    void olderForms() {
        assertThat(LearnerInfo.decode(Arrays.copyOf(FULL, 12))).isEqualTo(new LearnerInfo(3, 0x10000, 0));
        LearnerInfo sidOnly = LearnerInfo.decode(Arrays.copyOf(FULL, 8));
        assertThat(sidOnly).isEqualTo(new LearnerInfo(3, 1, 0));
        assertThat(sidOnly.negotiatesEpoch()).isFalse();
        LearnerInfo anonymous = LearnerInfo.decode(null);
        assertThat(anonymous.isAnonymous()).isTrue();
        assertThat(anonymous.negotiatesEpoch()).isFalse();
    }

    @Test
    void formsThatEndInsideAFieldAreMalformed() {
        for (int length = 0; length < FULL.length; length++) {
            byte[] prefix = Arrays.copyOf(FULL, length);
            if (length != 8 && length != 12) {
                assertThatThrownBy(() -> LearnerInfo.decode(prefix))
                        .as("%d bytes", length)
                        .isInstanceOf(MalformedRecordException.class);
            }
        }
    }
}
