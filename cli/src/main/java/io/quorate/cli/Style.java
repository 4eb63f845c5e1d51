package io.quorate.cli;

/** Colours, or none. */
enum Style {
    PLAIN {
        @Override
        String in(String code, String text) {
            return text;
        }
    },
    COLOURED {
        @Override
        String in(String code, String text) {
            return "\u001b[" + code + "m" + text + "\u001b[0m";
        }
    };

    private static final String RED = "31";
    private static final String GREEN = "32";
    private static final String YELLOW = "33";

    abstract String in(String code, String text);

    String error(String text) {
        return in(RED, text);
    }

    String event(String text) {
        return in(YELLOW, text);
    }

    String state(String text, boolean good) {
        return in(good ? GREEN : RED, text);
    }

    /** What a terminal gets: colours, unless the environment has NO_COLOR (no-color.org) or the terminal is dumb. */
    static Style ofTerminal() {
        String no = System.getenv("NO_COLOR");
        return no == null || no.isEmpty() ? COLOURED : PLAIN;
    }
}
