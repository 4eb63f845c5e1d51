/**
 * Real servers as child processes, and the plain tools the tests talk to them with.
 *
 * <p>Starting points: {@link io.quorate.tests.harness.Sandbox} gives a test its directories and servers and cleans up behind
 * it; {@link io.quorate.tests.harness.RawClient} speaks the client protocol frame by frame;
 * {@link io.quorate.tests.harness.FourLetter} asks a server the questions monitoring tools ask.
 */
package io.quorate.tests.harness;
