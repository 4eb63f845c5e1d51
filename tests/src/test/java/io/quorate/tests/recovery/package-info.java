/**
 * What is left after a server was killed, after its files were damaged and after its disk was full.
 *
 * <p>Starting points: {@link io.quorate.tests.recovery.KillTest} and {@code Writer}, the client that knows what must be there.
 */
package io.quorate.tests.recovery;
