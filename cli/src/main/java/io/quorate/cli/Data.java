package io.quorate.cli;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** The data of a znode as the user gives it. */
final class Data {
    private Data() {}

    static byte[] ofText(String text) {
        return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
    }

    static byte[] ofBase64(String text) throws CommandException {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw new CommandException("data: not in base64: " + e.getMessage(), e);
        }
    }
}
