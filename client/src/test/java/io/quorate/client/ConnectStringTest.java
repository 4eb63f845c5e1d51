package io.quorate.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectStringTest {
    @Test
    void readsServersAndChroot() {
        ConnectString all = ConnectString.parse("a:1, b ,[::1]:3,[fe80::2]/app/x");
        assertThat(all.servers())
                .containsExactly(
                        new HostPort("a", 1),
                        new HostPort("b", 2181),
                        new HostPort("::1", 3),
                        new HostPort("fe80::2", 2181));
        assertThat(all.chroot()).isEqualTo("/app/x");
        assertThat(all).hasToString("a:1,b:2181,[::1]:3,[fe80::2]:2181/app/x");
    }

    @Test
    void aRootChrootIsNone() {
        assertThat(ConnectString.parse("a:1/")).isEqualTo(new ConnectString(List.of(new HostPort("a", 1)), ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",", "/app", "a:x", "a:0", "a:65536", ":1", "a:1/app/", "a:1//app", "a:1/../app"})
    void refusesWhatCannotBeMeant(String text) {
        assertThatThrownBy(() -> ConnectString.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void mapsPathsBothWays() {
        Chroot chroot = new Chroot("/app");
        assertThat(chroot.toServer("/")).isEqualTo("/app");
        assertThat(chroot.toServer("/x")).isEqualTo("/app/x");
        assertThat(chroot.toClient("/app")).isEqualTo("/");
        assertThat(chroot.toClient("/app/x")).isEqualTo("/x");
        assertThat(chroot.toClient("/apple/x")).isEqualTo("/apple/x");
        assertThat(new Chroot("").toServer("/x")).isEqualTo("/x");
        assertThat(new Chroot("").toClient("/x")).isEqualTo("/x");
    }
}
