/**
 * Who may do what: authentication schemes, the check of access control lists, and what a list in a request becomes before
 * it is stored (spec: client-protocol §6.6 and §9).
 *
 * <p>{@link io.quorate.tree.acl.AclPolicy} decides; {@link io.quorate.tree.acl.AuthProviders} is the table of the schemes
 * it asks. The schemes {@code world} and {@code super} have no provider: the first is granted to everybody, the second
 * passes everything and cannot be granted.
 */
package io.quorate.tree.acl;
