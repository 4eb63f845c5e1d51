package io.quorate.sasl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AuthToLocalTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "DEFAULT | bob | bob",
                "DEFAULT | bob@HERE | bob",
                "DEFAULT | zk/host.x@HERE | zk",
                "DEFAULT | bob@THERE |",
                "RULE:[1:$1] DEFAULT | bob@THERE | bob",
                "RULE:[1:$1](b.*) DEFAULT | alice@THERE |",
                "RULE:[1:$1@$0](.*@THERE)s/@.*// | bob@THERE | bob",
                "RULE:[1:$1@$0](.*@THERE)s/@.*// | bob@ELSEWHERE |",
                "RULE:[2:$1_$2] | zk/h1@THERE | zk_h1",
                "RULE:[2:$1] | bob@THERE |",
                "RULE:[1:$1]s/o/0/ | foo@HERE | f0o",
                "RULE:[1:$1]s/o/0/g | foo@HERE | f00",
                "RULE:[1:$1@$0] | bob@HERE |",
                "RULE:[2:$1](zk)s/zk/server/ DEFAULT | zk/h1@THERE | server",
            })
    void theFirstRuleThatFitsHolds(String rules, String principal, String expected) {
        assertThat(AuthToLocal.parse(rules, "HERE").apply(KerberosName.parse(principal)))
                .isEqualTo(expected);
    }

    @Test
    void saysWhichRuleIsNone() {
        assertThatThrownBy(() -> AuthToLocal.parse("DEFAULT RULE:[x]", ""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("RULE:[x]");
        assertThatThrownBy(() -> AuthToLocal.parse("RULE:[1:$1]([)", ""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("RULE:[1:$1]([)");
    }

    @ParameterizedTest
    @CsvSource({
        "bob@HERE, false, false, bob@HERE",
        "bob@HERE, false, true, bob",
        "zk/h1@HERE, false, false, zk/h1@HERE",
        "zk/h1@HERE, true, false, zk@HERE",
        "zk/h1@HERE, true, true, zk",
        "bob, false, false, bob",
        "bob@THERE, true, true, bob@THERE",
        "a/b/c@HERE, true, true, a/b/c@HERE",
    })
    void idsKeepHostAndRealmUnlessTold(String principal, boolean withoutHost, boolean withoutRealm, String id) {
        KerberosIds ids = new KerberosIds(AuthToLocal.parse("DEFAULT", "HERE"), withoutHost, withoutRealm);
        assertThat(ids.authorize(principal)).isEqualTo(id);
    }
}
