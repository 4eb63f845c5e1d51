/**
 * The benchmark programs. Run them with {@code bin/bench.sh}.
 *
 * <ul>
 *   <li>{@link io.quorate.bench.LoadMain}: load on any server of the ZooKeeper protocol;
 *   <li>{@link io.quorate.bench.CompareMain}: Quorate and Apache ZooKeeper in turn on one machine, and their ratios;
 *   <li>{@link io.quorate.bench.FloorMain}: the least server that answers the load, as a floor beside both.
 *   <li>{@link io.quorate.bench.ClientMain}: Quorate's client and the released one against the same servers.
 * </ul>
 *
 * <p>These packages use jute and Netty alone, so that they treat every server alike. Exceptions are the packages {@code
 * micro}, the JMH benchmarks, which measures znode-tree and txnlog from inside, and {@code client}, which loads the client library; nothing
 * else here uses either. What
 * the figures mean and how noise is dealt with: {@code docs/performance.md}.
 */
package io.quorate.bench;
