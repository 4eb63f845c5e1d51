package io.quorate.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.client.Acls;
import io.quorate.jute.Perms;
import io.quorate.jute.proto.Acl;
import io.quorate.jute.proto.Id;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Formats that the shell writes and reads again: quotas, exports, data. */
class FormatsTest {
    @Test
    void aQuotaIsReadAndWrittenAsServersDo() {
        String text = "count=5,bytes=-1=;byteHardLimit=700;countHardLimit=7";
        QuotaLimits limits = QuotaLimits.parse(text);
        assertThat(limits).hasToString(text);
        assertThat(limits.get(QuotaLimits.Limit.HARD_BYTES)).isEqualTo(700);
        assertThat(limits.with(QuotaLimits.Limit.BYTES, 3)).hasToString(text.replace("bytes=-1", "bytes=3"));
        assertThat(QuotaLimits.parse("count=2,bytes=10").soft()).isEqualTo("count=2,bytes=10");
        assertThat(QuotaLimits.none()).hasToString("count=-1,bytes=-1=;byteHardLimit=-1;countHardLimit=-1");
        assertThatThrownBy(() -> QuotaLimits.parse("count=x")).hasMessageContaining("count=x");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "plain", "two\nlines\tand \"quotes\"", "äöü €", "\u0000binary", "\u007f"})
    void whatIsExportedComesBack(String data) throws Exception {
        byte[] bytes = data.getBytes(StandardCharsets.UTF_8);
        List<Acl> acl = List.of(new Acl(Perms.READ, new Id("digest", "u:aGFzaA=")));
        ExportFile.Node node = ExportFile.parse(ExportFile.line(ExportFile.Node.of("/a", bytes, acl)), 2);
        assertThat(node.data()).isEqualTo(bytes);
        assertThat(AclText.parse(node.acl())).isEqualTo(acl);
        assertThat(node.at("/")).isEqualTo("/a");
        assertThat(node.at("/x/y")).isEqualTo("/x/y/a");
    }

    @Test
    void noDataIsNotTheSameAsEmptyData() throws Exception {
        String line = ExportFile.line(ExportFile.Node.of("", null, Acls.OPEN));
        assertThat(line).isEqualTo("{\"path\":\"\"}");
        assertThat(ExportFile.parse(line, 2).data()).isNull();
        assertThat(ExportFile.parse(line, 2).at("/x")).isEqualTo("/x");
    }

    @Test
    void whatIsNoExportIsSaid() {
        assertThatThrownBy(() -> ExportFile.checkHead("{\"export\":2,\"path\":\"/\"}"))
                .hasMessageContaining("expected");
        assertThatThrownBy(() -> ExportFile.checkHead(null)).hasMessageContaining("expected");
        assertThatThrownBy(() -> ExportFile.parse("{\"path\":\"a\"}", 7)).hasMessageStartingWith("line 7: path a");
        assertThatThrownBy(() -> ExportFile.parse("{\"nosuch\":1}", 7)).hasMessageContaining("nosuch");
    }

    @Test
    void dataIsShownAsWhatItIs() throws Exception {
        assertThat(DataFormat.AUTO.show("[1]".getBytes(StandardCharsets.UTF_8))).isEqualTo("[ 1 ]");
        assertThat(DataFormat.AUTO.show("[1".getBytes(StandardCharsets.UTF_8))).isEqualTo("[1");
        assertThat(DataFormat.AUTO.show(new byte[] {0})).contains("|00000000| 00");
        assertThat(DataFormat.BASE64.show(new byte[] {0})).isEqualTo("AA==");
        assertThatThrownBy(() -> DataFormat.JSON.show(new byte[] {'x'})).hasMessageStartingWith("The data is no JSON");
    }
}
