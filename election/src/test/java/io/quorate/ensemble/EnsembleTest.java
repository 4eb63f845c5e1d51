package io.quorate.ensemble;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Client-protocol §5.5, "Config text", and election-protocol §8. */
class EnsembleTest {
    private static final String TEXT =
            """
            server.1=a:1:2:participant;0.0.0.0:9
            server.2=b:1:2:participant
            server.10=c:1:2:observer
            version=100000002""";

    @Test
    void readsAndWritesConfigText() {
        Ensemble ensemble = Ensemble.parse(TEXT);
        assertThat(ensemble.toText()).isEqualTo(TEXT);
        assertThat(ensemble.version()).isEqualTo(0x1_0000_0002L);
        assertThat(ensemble.voters()).containsExactly(1L, 2L);
        assertThat(ensemble.observers()).containsExactly(10L);
        assertThat(ensemble.member(2).toText()).isEqualTo("b:1:2:participant");
        assertThat(ensemble.member(3)).isNull();
        assertThat(ensemble.isVoter(1)).isTrue();
        assertThat(ensemble.isVoter(10)).isFalse();
        assertThat(ensemble.isObserver(10)).isTrue();
        assertThat(ensemble.isHierarchical()).isFalse();
    }

    @Test
    void theOrderOfTheLinesMeansNothing() {
        Ensemble shuffled = Ensemble.parse(
                "version=100000002\n\n server.10 = c:1:2:observer \r\nserver.2=b:1:2\nserver.1=a:1:2;9\n");
        assertThat(shuffled).isEqualTo(Ensemble.parse(TEXT)).hasSameHashCodeAs(Ensemble.parse(TEXT));
        assertThat(shuffled.toText()).isEqualTo(TEXT);
    }

    @Test
    void aMissingVersionIsZero() {
        assertThat(Ensemble.parse("server.1=a:1:2").version()).isZero();
        assertThat(Ensemble.versionOf("server.1=a:1:2")).isZero();
        assertThat(Ensemble.versionOf(TEXT)).isEqualTo(0x1_0000_0002L);
    }

    @Test
    void groupsAndWeightsAreReadAndWritten() {
        String lines = "server.1=a:1:2\nserver.2=b:1:2\nserver.3=c:1:2:observer\n";
        Ensemble ensemble = Ensemble.parse(lines + "group.1=1:3\ngroup.2=2\nweight.2=5\nweight.3=0\nversion=5");
        assertThat(ensemble.isHierarchical()).isTrue();
        assertThat(ensemble.groups()).isEqualTo(Map.of(1L, List.of(1L, 3L), 2L, List.of(2L)));
        assertThat(ensemble.weights()).isEqualTo(Map.of(1L, 1L, 2L, 5L, 3L, 0L));
        assertThat(ensemble.toText().lines().skip(3))
                .containsExactly("group.1=1:3", "group.2=2", "weight.1=1", "weight.2=5", "weight.3=0", "version=5");
        assertThat(Ensemble.parse(ensemble.toText())).isEqualTo(ensemble);
    }

    @Test
    void filesHaveSortedLines() {
        Ensemble ensemble = Ensemble.parse(TEXT);
        assertThat(ensemble.toDynamicFileText())
                .isEqualTo(
                        "server.10=c:1:2:observer\nserver.1=a:1:2:participant;0.0.0.0:9\nserver.2=b:1:2:participant");
        assertThat(ensemble.toNextFileText()).isEqualTo(ensemble.toDynamicFileText() + "\nversion=100000002");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            value = {
                "version=1!none of which votes",
                "server.1=a:1:2:observer!none of which votes",
                "server.x=a:1:2!server.N: 'x'",
                "server.-3=a:1:2!server.N: '-3'",
                "server.1=a:1!host:quorumPort:electionPort",
                "server.1=a:1:2,server.1=b:1:2!server.1: given twice",
                "server.1=a:1:2,foo=bar!'foo=bar' (expected: server.N, group.N, weight.N or version)",
                "server.1=a:1:2,foo!'foo'",
                "server.1=a:1:2,version=zz!version: 'zz'",
                "server.1=a:1:2,version=ffffffffffffffff!version: 'ffffffffffffffff'",
                "server.1=a:1:2,server.2=b:1:2,group.1=1!server.2: in no group",
                "server.1=a:1:2,weight.1=4!server.1: in no group",
                "server.1=a:1:2,server.2=b:1:2,group.1=1:2,group.2=2!server 2 is already in group.1",
                "server.1=a:1:2,group.1=1:4!group.1: 4 (expected: only sids that have a server line)",
                "server.1=a:1:2,group.1=1,weight.1=x!weight.1: 'x'",
                "server.1=a:1:2,group.1=1,weight.1=-4!weight.1: '-4'",
                "server.1=a:1:2,group.1=1,weight.1=0!a quorum when all voters agree",
                "server.1=a:1:2,group.x=1!group.N: 'x'",
            })
    void refusesTextThatIsNoEnsemble(String lines, String message) {
        assertThatThrownBy(() -> Ensemble.parse(lines.replace(',', '\n')))
                .isInstanceOf(MalformedEnsembleException.class)
                .hasMessageContaining(message);
    }

    @Test
    void nothingIsChangedIfTheVersionIsTheSame() {
        assertThat(Ensemble.parse("server.1=a:1:2\nversion=2").isSameAs(Ensemble.parse("server.1=b:1:2\nversion=2")))
                .isTrue();
    }

    @Test
    void nothingIsChangedIfMembersAddressesAndTypesAreTheSame() {
        Ensemble before = Ensemble.parse("server.1=a:1:2|b:3:4;9\nserver.2=c:1:2\nversion=1");
        assertThat(before.isSameAs(Ensemble.parse("server.2=c:1:2\nserver.1=b:3:4|a:1:2;9\nversion=2")))
                .as("the order of addresses")
                .isTrue();
        for (String changed : List.of(
                "server.1=a:1:2|b:3:4;8\nserver.2=c:1:2\nversion=2",
                "server.1=a:1:2|b:3:5;9\nserver.2=c:1:2\nversion=2",
                "server.1=a:1:2|b:3:4:observer;9\nserver.2=c:1:2\nversion=2",
                "server.1=a:1:2|b:3:4;9\nversion=2",
                "server.1=a:1:2|b:3:4;9\nserver.3=c:1:2\nversion=2",
                "server.1=a:1:2|b:3:4;9\nserver.2=c:1:2\ngroup.1=1:2\nversion=2")) {
            assertThat(before.isSameAs(Ensemble.parse(changed))).as(changed).isFalse();
        }
    }

    @Test
    void aViewGoesByBothConfigurationsWhileOneIsProposed() {
        Ensemble committed = Ensemble.parse("server.1=a:1:2\nserver.2=b:1:2\nserver.3=c:1:2\nversion=1");
        Ensemble proposed = Ensemble.parse("server.3=d:1:2\nserver.4=e:1:2\nserver.5=f:1:2\nversion=2");
        EnsembleView view = EnsembleView.of(committed);
        assertThat(view.isChanging()).isFalse();
        assertThat(view.isVoter(4)).isFalse();

        view = view.withLastSeen(proposed);
        assertThat(view.isChanging()).isTrue();
        assertThat(view.verifier().voters()).containsExactly(1L, 2L, 3L, 4L, 5L);
        assertThat(view.member(3).toText()).as("committed comes first").startsWith("c:");
        assertThat(view.member(5).toText()).startsWith("f:");
        assertThat(view.verifier().isQuorum(Set.of(1L, 2L))).isFalse();
        assertThat(view.verifier().isQuorum(Set.of(1L, 3L, 4L))).isTrue();

        view = view.withCommitted(proposed);
        assertThat(view.isChanging()).isFalse();
        assertThat(view.isVoter(1)).isFalse();
        assertThat(view.verifier().isQuorum(Set.of(3L, 4L))).isTrue();
    }

    @Test
    void aNewerCommittedConfigurationHasAlsoBeenSeen() {
        Ensemble first = Ensemble.parse("server.1=a:1:2\nversion=1");
        Ensemble third = first.withVersion(3);
        assertThat(EnsembleView.of(first).withCommitted(third).lastSeen()).isSameAs(third);
        EnsembleView ahead =
                EnsembleView.of(first).withLastSeen(first.withVersion(4)).withCommitted(third);
        assertThat(ahead.lastSeen().version()).isEqualTo(4);
        assertThat(ahead.isChanging()).isTrue();
    }
}
