package io.quorate.tests.harness;

/**
 * Which server a run is about: ours, or with {@code -Dtests.subject=apache} the judge itself. The second way proves that a
 * test does not ask for more than ZooKeeper does, or shows where we ask for more on purpose.
 */
public final class Subject {
    private Subject() {}

    public static boolean isApache() {
        String subject = System.getProperty("tests.subject", "quorate");
        return switch (subject) {
            case "apache" -> true;
            case "quorate" -> false;
            default -> throw new IllegalArgumentException(
                    "tests.subject: " + subject + " (expected: quorate or apache)");
        };
    }
}
