package io.quorate.jute;

import java.util.HexFormat;

/** Bytes as hexadecimal text; spaces and bars in it are for the eye. */
public final class Hex {
    private Hex() {}

    public static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replaceAll("[ |]", ""));
    }

    public static String text(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
