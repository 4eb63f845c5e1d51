package io.quorate.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Ways to show data. */
enum DataFormat {
    /** As UTF-8. */
    TEXT,
    /** As a dump of hexadecimal numbers. */
    HEX,
    /** In base64. */
    BASE64,
    /** As JSON, indented. */
    JSON,
    /** As JSON if it is some, else as text if it is some, else as a dump. */
    AUTO;

    private static final ObjectMapper MAPPER = new ObjectMapper();

    String show(byte[] data) throws CommandException {
        return switch (this) {
            case TEXT -> new String(data, StandardCharsets.UTF_8);
            case HEX -> HexDump.of(data);
            case BASE64 -> Base64.getEncoder().encodeToString(data);
            case JSON -> json(data);
            case AUTO -> auto(data);
        };
    }

    /** As {@link #show}, for formats that can show everything. */
    String shown(byte[] data) {
        try {
            return show(data);
        } catch (CommandException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    /** The data as text; null if it is not UTF-8, or has control characters other than blanks. */
    static String text(byte[] data) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(data))
                    .toString();
            return text.chars().allMatch(c -> c >= ' ' && c != 0x7f || Character.isWhitespace(c)) ? text : null;
        } catch (CharacterCodingException notText) {
            return null;
        }
    }

    private static String json(byte[] data) throws CommandException {
        try {
            JsonNode json = MAPPER.readTree(new String(data, StandardCharsets.UTF_8));
            return json.isMissingNode()
                    ? ""
                    : MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(json);
        } catch (JsonProcessingException e) {
            throw new CommandException(
                    "The data is no JSON: " + e.getOriginalMessage() + " (-f auto shows what it is)", e);
        }
    }

    private static String auto(byte[] data) {
        String text = text(data);
        if (text == null) {
            return HexDump.of(data);
        }
        String start = text.stripLeading();
        if (start.startsWith("{") || start.startsWith("[")) {
            try {
                return json(data);
            } catch (CommandException notJson) {
                return text;
            }
        }
        return text;
    }
}
