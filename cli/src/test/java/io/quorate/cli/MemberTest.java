package io.quorate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MemberTest {
    @ParameterizedTest
    @CsvSource({
        "zk1:2888:3888:participant, 0.0.0.0:2181, zk1:2888:3888, participant, zk1:2181",
        "zk1:2888:3888:observer, 2181, zk1:2888:3888, observer, zk1:2181",
        "zk1:2888:3888, other:2182, zk1:2888:3888, participant, other:2182",
        "[::1]:2888:3888:participant, [0:0:0:0:0:0:0:0]:2181, [::1]:2888:3888, participant, [::1]:2181",
        "a:1:2|b:1:2:participant, 0.0.0.0:2181, a:1:2|b:1:2, participant, a:2181",
        "zk1:2888:3888:participant, , zk1:2888:3888, participant,"
    })
    void findsWhereClientsConnect(String servers, String client, String peer, String role, String expected) {
        Member member = Member.of("1", servers, client);
        assertThat(member.peer()).isEqualTo(peer);
        assertThat(member.role()).isEqualTo(role);
        assertThat(member.client() == null ? null : member.client().toString()).isEqualTo(expected);
    }
}
