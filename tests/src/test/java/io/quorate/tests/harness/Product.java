package io.quorate.tests.harness;

/** Whose server a member of an ensemble is. */
public enum Product {
    APACHE,
    QUORATE;

    /** {@code A} or {@code Q}. */
    public static Product of(char letter) {
        return switch (letter) {
            case 'A' -> APACHE;
            case 'Q' -> QUORATE;
            default -> throw new IllegalArgumentException("no product '" + letter + "' (expected: A or Q)");
        };
    }
}
