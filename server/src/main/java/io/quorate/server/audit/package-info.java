/**
 * The audit log: who has changed what, in the lines of Apache ZooKeeper and under the name of its logger. The loops only hand over what
 * happened to {@link io.quorate.server.audit.AuditLog}; a thread of its own makes lines of it.
 */
package io.quorate.server.audit;
