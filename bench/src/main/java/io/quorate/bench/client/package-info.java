/**
 * The load that compares client libraries, in a process of its own for each: {@link io.quorate.bench.client.ClientProgram} makes it, through
 * {@link io.quorate.bench.client.ClientUnderTest}. Quorate's client is behind {@link io.quorate.bench.client.QuorateClientMain}; the released one is
 * behind {@code bench/src/apache/ApacheClientMain.java}, which is compiled when it is run, so that nothing here depends on it.
 */
package io.quorate.bench.client;
