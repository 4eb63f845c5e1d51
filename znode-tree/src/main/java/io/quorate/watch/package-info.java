/**
 * The watches of the connections of one I/O loop, and what each change of the tree tells them (spec: client-protocol §8).
 *
 * <p>{@link io.quorate.watch.WatchTable} is the table; {@link io.quorate.watch.WatchRequests} answers the requests that
 * work on it alone. Nothing here knows threads or connections: a watcher is whatever the owner of the table uses.
 */
package io.quorate.watch;
