package io.quorate.server.session;

/**
 * What a loop needs to know who clients are, and to have it written down.
 *
 * @param sasl where clients may authenticate by SASL; null if they may not
 * @param audit is told of the writes of this loop's clients; null if nobody is
 * @param sessionAudit is told of sessions that end, of all loops by one of them; null if nobody is
 */
public record LoopSecurity(SaslGate sasl, AuditTrail audit, AuditTrail sessionAudit) {
    /** Neither. */
    public static final LoopSecurity NONE = new LoopSecurity(null, null, null);
}
