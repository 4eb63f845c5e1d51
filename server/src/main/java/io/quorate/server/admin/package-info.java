/**
 * What operators ask a running server: {@link io.quorate.server.admin.Inspector} collects one moment of all its parts,
 * {@link io.quorate.server.admin.FourLetterWords} words it as Apache ZooKeeper does (spec: admin-interfaces §1).
 */
package io.quorate.server.admin;
