package io.quorate.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Spec: client-protocol §6.7. */
class PathRulesTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/a",
                "/a/b",
                "/...",
                "/.a",
                "/a.",
                "/..a",
                "/a/...",
                "/a b",
                "/ ",
                "/\u2028",
                "/\u00a0",
                "/~",
                "/é/€",
                "/\ud7ff",
                "/\uf900",
                "/\uffef",
                "/zookeeper/config"
            })
    void valid(String path) {
        assertThat(PathRules.isValid(path)).isTrue();
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "", "a", "a/b", "/a/", "//", "//a", "/a//b", "/.", "/..", "/./a", "/a/..", "/a/../b", "/a/./b", "/a\0",
                "/\u0001", "/\u001f", "/\u007f", "/\u009f", "/\ud800", "/\udfff", "/\ue000", "/\uf8ff", "/\ufff0",
                "/\ufffd", "/\uffff"
            })
    void invalid(String path) {
        assertThat(PathRules.isValid(path)).isFalse();
    }

    /** Every UTF-16 unit, against the ranges as the spec lists them. */
    @Test
    void everyUnit() {
        for (int unit = 0; unit < 0x10000; unit++) {
            boolean banned = unit <= 0x1f
                    || (unit >= 0x7f && unit <= 0x9f)
                    || (unit >= 0xd800 && unit <= 0xf8ff)
                    || unit >= 0xfff0;
            boolean separator = unit == '/';
            assertThat(PathRules.isValid("/x" + (char) unit + "y"))
                    .as("unit %04x", unit)
                    .isEqualTo(!banned || separator);
        }
    }

    @Test
    void theWeakCheckWantsASlashAndNoNul() {
        assertThat(PathRules.hasParent("/a")).isTrue();
        assertThat(PathRules.hasParent("a/..//")).isTrue();
        assertThat(PathRules.hasParent("/")).isTrue();
        assertThat(PathRules.hasParent("a")).isFalse();
        assertThat(PathRules.hasParent("")).isFalse();
        assertThat(PathRules.hasParent(null)).isFalse();
        assertThat(PathRules.hasParent("/a\0")).isFalse();
    }

    @Test
    void theParentIsBeforeTheLastSlash() {
        assertThat(PathRules.parent("/a/b")).isEqualTo("/a");
        assertThat(PathRules.parent("/a")).isEqualTo("/");
        assertThat(PathRules.parent("/")).isEqualTo("/");
        assertThat(PathRules.parent("a/b")).isEqualTo("a");
        assertThatThrownBy(() -> PathRules.parent("a"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"a\"");
    }
}
