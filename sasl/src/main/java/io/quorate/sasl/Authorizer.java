package io.quorate.sasl;

/** Decides what becomes of a name that has been proved. */
@FunctionalInterface
public interface Authorizer {
    /**
     * The id that somebody has from now on.
     *
     * @param name who it has proved to be
     * @return null if it is not let in
     */
    String authorize(String name);
}
