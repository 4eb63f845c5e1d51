package io.quorate.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.client.Acls;
import io.quorate.jute.Perms;
import io.quorate.jute.proto.Acl;
import io.quorate.jute.proto.Id;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AclTextTest {
    @Test
    void readsEntriesWhoseIdsMayHaveColons() throws Exception {
        assertThat(AclText.parse("world:anyone:cdrwa,digest:u:aGFzaA=:r,auth::wa"))
                .containsExactly(
                        new Acl(Perms.ALL, new Id("world", "anyone")),
                        new Acl(Perms.READ, new Id("digest", "u:aGFzaA=")),
                        new Acl(Perms.WRITE | Perms.ADMIN, new Id("auth", "")));
    }

    @ParameterizedTest
    @CsvSource({
        "bad, bad does not have the form scheme:id:perm",
        "world:anyone, world:anyone does not have the form scheme:id:perm",
        "'world:anyone:r,', ' does not have the form scheme:id:perm'",
        "world:anyone:rz, Unknown perm type: z"
    })
    void refusesOthersInTheWordsThatAreExpected(String text, String message) {
        assertThatThrownBy(() -> AclText.parse(text))
                .isInstanceOf(CommandException.class)
                .hasMessage(message);
    }

    @Test
    void printsTwoLinesForEachEntry() {
        assertThat(AclText.format(Acls.OPEN)).isEqualTo("'world,'anyone\n: cdrwa");
        assertThat(AclText.format(List.of(
                        new Acl(Perms.READ | Perms.CREATE, new Id("ip", "1.2.3.4/8")),
                        new Acl(0, new Id("digest", "u:x")))))
                .isEqualTo("'ip,'1.2.3.4/8\n: cr\n'digest,'u:x\n: ");
    }
}
