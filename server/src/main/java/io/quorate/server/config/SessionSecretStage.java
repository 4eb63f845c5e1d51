package io.quorate.server.config;

/** What is done with the secret for passwords of sessions: the steps of a rolling change in which no session is lost. */
public enum SessionSecretStage {
    /** Sessions get passwords as before; those made with the secret are taken, too. */
    ACCEPT,
    /** Sessions get passwords made with the secret; those of before are taken, too. */
    ISSUE,
    /** No other passwords. */
    REQUIRE
}
