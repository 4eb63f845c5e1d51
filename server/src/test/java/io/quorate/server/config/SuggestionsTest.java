package io.quorate.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SuggestionsTest {
    private static final List<String> KNOWN = List.of("dataDir", "dataLogDir", "clientPort", "4lw.commands.whitelist");

    @Test
    void measuresEdits() {
        assertThat(Suggestions.distance("", "")).isZero();
        assertThat(Suggestions.distance("abc", "")).isEqualTo(3);
        assertThat(Suggestions.distance("abc", "acb")).isEqualTo(1);
        assertThat(Suggestions.distance("kitten", "sitting")).isEqualTo(3);
    }

    @Test
    void findsTheNearest() {
        assertThat(Suggestions.nearest("DATADIR", KNOWN)).contains("dataDir");
        assertThat(Suggestions.nearest("data_dir", KNOWN)).contains("dataDir");
        assertThat(Suggestions.nearest("clietnPort", KNOWN)).contains("clientPort");
        assertThat(Suggestions.nearest("4lwcommandswhitelist", KNOWN)).contains("4lw.commands.whitelist");
        assertThat(Suggestions.nearest("serverPort", KNOWN)).isEmpty();
        assertThat(Suggestions.nearest("", KNOWN)).isEmpty();
    }
}
