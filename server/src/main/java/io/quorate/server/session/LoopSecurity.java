package io.quorate.server.session;

import io.quorate.quorum.SessionPasswords;

/**
 * What a loop needs to know who clients are, and to have it written down.
 *
 * @param sasl where clients may authenticate by SASL; null if they may not
 * @param passwords what new sessions are given to prove themselves with later
 * @param audit is told of the writes of this loop's clients; null if nobody is
 * @param auditsSessions whether it is told by this loop of sessions that end; of all loops one does
 */
public record LoopSecurity(SaslGate sasl, SessionPasswords passwords, AuditTrail audit, boolean auditsSessions) {
    /** Neither, with the passwords that all ZooKeeper servers know. */
    public static final LoopSecurity NONE = new LoopSecurity(null, SessionPasswords.COMMON, null, false);
}
