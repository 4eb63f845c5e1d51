package io.quorate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WordsTest {
    @Test
    void splitsAtBlanks() {
        assertThat(Words.of("  create -e\t/a  data ")).containsExactly("create", "-e", "/a", "data");
        assertThat(Words.of("")).isEmpty();
        assertThat(Words.of(" \t ")).isEmpty();
    }

    @Test
    void quotesOfEitherKindHoldWordsTogether() {
        assertThat(Words.of("set '/a b' \"it's one word\"")).containsExactly("set", "/a b", "it's one word");
        assertThat(Words.of("set /a ''")).containsExactly("set", "/a", "");
        assertThat(Words.of("set /a \"\"")).containsExactly("set", "/a", "");
        assertThat(Words.of("set /a 'say \"no\"'")).containsExactly("set", "/a", "say \"no\"");
    }

    @Test
    void quotesWithinAWordOrWithoutAnEndAreCharacters() {
        assertThat(Words.of("set /q\"x it's")).containsExactly("set", "/q\"x", "it's");
        assertThat(Words.of("set /a 'open end")).containsExactly("set", "/a", "'open", "end");
    }
}
