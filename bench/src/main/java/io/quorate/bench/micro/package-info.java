/**
 * Micro-benchmarks of the hot paths, for JMH: run them with {@code bin/bench.sh micro}.
 *
 * <p>Unlike the rest of the bench module, which treats servers as black boxes behind a port, this package looks into
 * jute, znode-tree and txnlog. Nothing outside of it uses it, it is left out of the jar, and JMH is needed to run it.
 */
package io.quorate.bench.micro;
