package io.quorate.tree.acl;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.jute.Perms;
import io.quorate.jute.proto.Acl;
import io.quorate.jute.proto.Id;
import io.quorate.tree.AclList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The sentences of client-protocol §6.6. */
class AclPolicyTest {
    private static final Id IP = new Id("ip", "10.0.0.1");
    private static final Id BOB = new Id("digest", "bob:hash");
    private static final Id EVE = new Id("digest", "eve:hash");
    private static final Id SUPER = new Id("super", "");

    private final AclPolicy policy = new AclPolicy(AuthProviders.standard(), false);

    private static AclList list(Acl... entries) {
        return AclList.of(List.of(entries));
    }

    private static Acl acl(int perms, String scheme, String id) {
        return new Acl(perms, new Id(scheme, id));
    }

    @Test
    void s66_anEmptyOrMissingAclAllows() {
        assertThat(policy.allows(AclList.of(null), Perms.ALL, List.of(IP))).isTrue();
        assertThat(policy.allows(AclList.of(List.of()), Perms.ALL, List.of(IP))).isTrue();
    }

    @Test
    void s66_worldAnyoneIsEverybodyButOnlyForThePermissionsGiven() {
        assertThat(policy.allows(AclList.READ, Perms.READ, List.of(IP))).isTrue();
        assertThat(policy.allows(AclList.READ, Perms.WRITE, List.of(IP))).isFalse();
        assertThat(policy.allows(AclList.READ, Perms.READ, List.of())).isTrue();
    }

    @Test
    void s66_anyBitInCommonGrants() {
        AclList acl = list(new Acl(Perms.ADMIN, BOB));
        assertThat(policy.allows(acl, Perms.READ | Perms.ADMIN, List.of(IP, BOB)))
                .isTrue();
        assertThat(policy.allows(acl, Perms.READ, List.of(IP, BOB))).isFalse();
        assertThat(policy.allows(list(new Acl(0, Id.ANYONE)), Perms.ALL, List.of(IP)))
                .isFalse();
    }

    @Test
    void s66_theConnectionNeedsAnIdOfTheSchemeThatMatches() {
        AclList acl = list(new Acl(Perms.READ, BOB), acl(Perms.WRITE, "ip", "10.0.0.0/8"));
        assertThat(policy.allows(acl, Perms.READ, List.of(IP, EVE, BOB))).isTrue();
        assertThat(policy.allows(acl, Perms.READ, List.of(IP, EVE))).isFalse();
        assertThat(policy.allows(acl, Perms.WRITE, List.of(EVE, IP))).isTrue();
        assertThat(policy.allows(acl, Perms.WRITE, List.of(new Id("ip", "11.0.0.1"))))
                .isFalse();
        assertThat(policy.allows(acl, Perms.READ, List.of(new Id("other", "bob:hash"))))
                .isFalse();
    }

    @Test
    void s66_aSchemeWithoutProviderGrantsNothing() {
        AclList acl = list(acl(Perms.ALL, "sasl", "bob"));
        assertThat(policy.allows(acl, Perms.READ, List.of(new Id("sasl", "bob"))))
                .isFalse();
        assertThat(policy.allows(list(acl(Perms.ALL, "world", "other")), Perms.READ, List.of(IP)))
                .isFalse();
    }

    @Test
    void s66_superPassesEverything() {
        assertThat(policy.allows(list(new Acl(0, BOB)), Perms.ALL, List.of(IP, SUPER)))
                .isTrue();
        assertThat(policy.allowsEverything(List.of(IP, SUPER))).isTrue();
        assertThat(policy.allowsEverything(List.of(IP, BOB))).isFalse();
    }

    @Test
    void s66_skipAclAllowsEverythingButStoresNoNonsense() {
        AclPolicy skip = new AclPolicy(AuthProviders.standard(), true);
        assertThat(skip.allows(list(new Acl(0, BOB)), Perms.ALL, List.of(IP))).isTrue();
        assertThat(skip.allowsEverything(List.of(IP))).isTrue();
        assertThat(skip.fixUp(List.of(acl(Perms.ALL, "foo", "x")), List.of(IP))).isNull();
    }

    @Test
    void s66_exactDuplicatesAreDroppedAndTheOrderKept() {
        Acl read = new Acl(Perms.READ, BOB);
        Acl all = new Acl(Perms.ALL, BOB);
        Acl world = new Acl(Perms.READ, Id.ANYONE);
        assertThat(policy.fixUp(List.of(read, world, all, world, read), List.of(IP))
                        .entries())
                .containsExactly(read, world, all);
    }

    @Test
    void s66_noAclIsInvalid() {
        assertThat(policy.fixUp(null, List.of(IP))).isNull();
        assertThat(policy.fixUp(List.of(), List.of(IP))).isNull();
    }

    @Test
    void s66_openIsShared() {
        assertThat(policy.fixUp(Acl.OPEN, List.of(IP))).isSameAs(AclList.OPEN);
        assertThat(policy.fixUp(List.of(Acl.OPEN.get(0), Acl.OPEN.get(0)), List.of(IP)))
                .isSameAs(AclList.OPEN);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "null",
            value = {
                "world, anyone, true",
                "world, any, false",
                "world, null, false",
                "null, x, false",
                "super, '', false",
                "foo, x, false",
                "'', '', false",
                "sasl, bob, false",
                "x509, CN=bob, false",
                "digest, bob:hash, true",
                "digest, bob, false",
                "digest, null, false",
                "ip, 10.0.0.0/8, true",
                "ip, 10.0.0.0/99, false",
                "ip, null, false",
            })
    void s66_whatMayBeStored(String scheme, String id, boolean valid) {
        AclList fixed = policy.fixUp(List.of(acl(Perms.READ, scheme, id)), List.of(IP));
        assertThat(fixed != null).isEqualTo(valid);
        assertThat(policy.fixUp(List.of(new Acl(1, Id.ANYONE), acl(Perms.READ, scheme, id)), List.of(IP)) != null)
                .as("one bad entry spoils the list")
                .isEqualTo(valid);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 32, Integer.MIN_VALUE})
    void s66_permissionBitsAreNotLookedAt(int perms) {
        assertThat(policy.fixUp(List.of(new Acl(perms, Id.ANYONE)), List.of(IP)).entries())
                .containsExactly(new Acl(perms, Id.ANYONE));
    }

    @Test
    void s66_authStandsForEveryAuthenticatedIdWhateverItsOwnIdIs() {
        List<Acl> requested = List.of(
                acl(31, "auth", "ignored"), new Acl(31, Id.ANYONE), new Acl(31, Id.ANYONE), acl(1, "auth", null));
        assertThat(policy.fixUp(requested, List.of(IP, BOB, SUPER, EVE)).entries())
                .containsExactly(
                        new Acl(31, BOB), new Acl(31, EVE), new Acl(31, Id.ANYONE), new Acl(1, BOB), new Acl(1, EVE));
    }

    @Test
    void s66_duplicatesAreDroppedBeforeAuthIsReplaced() {
        List<Acl> requested = List.of(acl(31, "auth", "a"), acl(31, "auth", "b"));
        assertThat(policy.fixUp(requested, List.of(IP, BOB)).entries())
                .containsExactly(new Acl(31, BOB), new Acl(31, BOB));
    }

    @Test
    void s66_authWithoutAnAuthenticatedIdIsInvalid() {
        assertThat(policy.fixUp(Acl.CREATOR_ALL, List.of(IP))).isNull();
        assertThat(policy.fixUp(Acl.CREATOR_ALL, List.of(IP, SUPER))).isNull();
    }

    @Test
    void s66_masksHideTheHashesOfDigestIds() {
        AclList acl = list(
                new Acl(1, Id.ANYONE),
                acl(31, "digest", "bob:xyz"),
                acl(16, "digest", "a:b:"),
                acl(2, "ip", "1.2.3.4"));
        assertThat(AclPolicy.masked(acl))
                .containsExactly(
                        new Acl(1, Id.ANYONE),
                        acl(31, "digest", "bob:x"),
                        acl(16, "digest", "a:x"),
                        acl(2, "ip", "1.2.3.4"));
    }
}
