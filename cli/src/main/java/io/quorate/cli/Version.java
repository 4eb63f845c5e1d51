package io.quorate.cli;

/** The version of this program. */
final class Version {
    private Version() {}

    static String text() {
        String release = Version.class.getPackage().getImplementationVersion();
        return "Quorate " + (release == null ? "(built from source)" : release);
    }
}
