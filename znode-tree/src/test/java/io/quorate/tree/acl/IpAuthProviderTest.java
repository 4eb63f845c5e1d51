package io.quorate.tree.acl;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.jute.proto.Id;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The ip scheme of client-protocol §6.6; what is valid was seen at an Apache 3.9.5 server. */
class IpAuthProviderTest {
    private final IpAuthProvider provider = new IpAuthProvider();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.2.3.4",
                "01.2.3.4",
                "1.2.3.4/0",
                "1.2.3.4/24",
                "1.2.3.4/32",
                "::",
                "::1",
                "::1/64",
                "::1/128",
                "0:0:0:0:0:0:0:1",
                "FE80::aBcD",
                "1::",
                "1:2:3:4:5:6:7:8"
            })
    void validInAcls(String expression) {
        assertThat(provider.isValid(expression)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "abcd",
                "1.2.3",
                "1.2.3.",
                "1.2.3.256",
                "1.2.3.4.5",
                " 1.2.3.4",
                "1.2.3.-4",
                "1.2.3.4/",
                "/24",
                "1.2.3.4/33",
                "1.2.3.4/-1",
                "1.2.3.4/a",
                "1.2.3.4/24/3",
                "1.2.3.4/99999999999",
                "::1/129",
                "1::2::3",
                ":::1",
                "1:2:3:4:5:6:7:8:9",
                "1:2:3:4:5:6:7",
                "1:2:3:4:5:6:7:8:",
                "12345::",
                "g::",
                "fe80::1%lo",
                "::ffff:1.2.3.4",
                "\u0661.2.3.4"
            })
    void invalidInAcls(String expression) {
        assertThat(provider.isValid(expression)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "10.1.2.3, 10.1.2.3, true",
        "10.1.2.3, 10.1.2.4, false",
        "10.1.2.3, 10.1.2.99/24, true",
        "10.1.2.3, 10.1.3.3/24, false",
        "10.1.2.3, 10.1.2.2/31, true",
        "10.1.2.3, 10.1.2.4/31, false",
        "10.1.2.3, 10.1.130.3/17, false",
        "10.1.2.3, 99.99.99.99/0, true",
        "200.1.2.3, 100.1.2.3/1, false",
        "0:0:0:0:0:0:0:1, ::1, true",
        "0:0:0:0:0:0:0:1%lo, ::1, true",
        "2001:db8:0:0:0:0:0:7, 2001:db8::/32, true",
        "2001:db9:0:0:0:0:0:7, 2001:db8::/32, false",
        "2001:db8:0:0:0:0:0:7, 2001:db8::6/127, true",
        "2001:db8:0:0:0:0:0:7, 2001:db8::8/127, false",
        "10.1.2.3, ::/0, false",
        "0:0:0:0:0:0:0:1, 0.0.0.0/0, false",
        "10.1.2.3, 10.1.2.3/33, false",
        "10.1.2.3, rubbish, false",
        "rubbish, 10.1.2.3, false",
    })
    void matches(String id, String expression, boolean expected) {
        assertThat(provider.matches(id, expression)).isEqualTo(expected);
    }

    @Test
    void anAuthPacketAddsTheAddressAndProvesNothing() {
        assertThat(provider.authenticate(() -> "10.1.2.3", new byte[] {1}))
                .hasValueSatisfying(ids -> assertThat(ids).containsExactly(new Id("ip", "10.1.2.3")));
        assertThat(provider.isAuthenticated()).isFalse();
        assertThat(provider.userName("10.1.2.3")).isEqualTo("10.1.2.3");
    }
}
