/**
 * Servers and ensembles inside the JVM of a test, in the shape of Curator's test artifact, with kills, partitions, expiry of sessions
 * and a clock that is put forward.
 *
 * <p>Starting points: {@link io.quorate.testkit.TestingServer}, {@link io.quorate.testkit.TestingCluster}.
 */
package io.quorate.testkit;
