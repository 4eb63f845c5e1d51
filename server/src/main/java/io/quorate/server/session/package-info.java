/**
 * What one io loop does for its clients, without any I/O: {@link io.quorate.server.session.CommitProcessor} keeps each
 * session's requests in order, serves reads from its own view of the tree, fires watches, and answers. Everything in
 * here belongs to one loop and is used by that loop's thread only.
 */
package io.quorate.server.session;
