/**
 * Ensembles of real processes: of Quorate alone, and of Quorate and released Apache servers in every mixture, with servers that
 * are killed, paused and replaced while clients write.
 *
 * <p>Starting points: {@link io.quorate.tests.harness.EnsembleProcess} starts and ends the servers; {@code Load} is clients that
 * know what they were promised; {@code Trees} compares what the servers hold.
 */
package io.quorate.tests.mixed;
