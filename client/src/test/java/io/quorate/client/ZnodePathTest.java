package io.quorate.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ZnodePathTest {
    @ParameterizedTest
    @ValueSource(
            strings = {"/", "/a", "/a/b", "/a b", "/...", "/.a", "/a.", "/..a/b..", "/\u2028", "/\uf900", "/\uffef"})
    void accepts(String path) {
        assertThatCode(() -> ZnodePath.validate(path)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({
        "'', Path length must be > 0",
        "a, Path must start with / character",
        "/a/, Path must not end with / character",
        "//, Path must not end with / character",
        "//a, 'Invalid path string \"//a\" caused by empty node name specified @1'",
        "/a//b, 'Invalid path string \"/a//b\" caused by empty node name specified @3'",
        "/a/../b, 'Invalid path string \"/a/../b\" caused by relative paths not allowed @4'",
        "/a/., 'Invalid path string \"/a/.\" caused by relative paths not allowed @3'",
        "/.., 'Invalid path string \"/..\" caused by relative paths not allowed @2'"
    })
    void refusesAndSaysWhy(String path, String message) {
        assertThatThrownBy(() -> ZnodePath.validate(path))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @ParameterizedTest
    @ValueSource(chars = {0, 1, 0x1f, 0x7f, 0x9f, 0xd800, 0xf8ff, 0xfff0, 0xffff})
    void refusesCharacters(char c) {
        assertThatThrownBy(() -> ZnodePath.validate("/a" + c)).hasMessageContaining("@2");
    }

    @Test
    void refusesNull() {
        assertThatThrownBy(() -> ZnodePath.validate(null)).hasMessage("Path cannot be null");
        assertThatThrownBy(() -> ZnodePath.validatePrefix(null)).hasMessage("Path cannot be null");
    }

    @Test
    void aPrefixMayEndInASlash() {
        assertThatCode(() -> ZnodePath.validatePrefix("/a/")).doesNotThrowAnyException();
        assertThatThrownBy(() -> ZnodePath.validatePrefix("/a//")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void goesUpAndDown() {
        assertThat(ZnodePath.parent("/a/b")).isEqualTo("/a");
        assertThat(ZnodePath.parent("/a")).isEqualTo("/");
        assertThat(ZnodePath.parent("/")).isEqualTo("/");
        assertThat(ZnodePath.child("/", "a")).isEqualTo("/a");
        assertThat(ZnodePath.child("/a", "b")).isEqualTo("/a/b");
    }
}
