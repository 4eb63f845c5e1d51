package io.quorate.server.admin;

/** The server stopped serving while a question was on its way through its parts. */
final class NotServingException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    NotServingException() {
        super(Standing.NOT_SERVING);
    }
}
