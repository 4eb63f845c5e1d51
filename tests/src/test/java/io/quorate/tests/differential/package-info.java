/**
 * The differential test: the same random client operations against a released Apache server and against ours, and every
 * reply, event and closed connection compared.
 *
 * <p>Starting points: {@link io.quorate.tests.differential.DifferentialTest} runs it, {@code Generator} makes the operations
 * from a seed, {@code Player} performs them on one server and writes down what the server did in words that do not depend on
 * times, session ids and the zxid it began with, {@code Duel} compares two players, {@code Shrinker} cuts a failing list
 * down, {@code WantedDifference} names what may differ.
 */
package io.quorate.tests.differential;
