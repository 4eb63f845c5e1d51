#!/bin/sh
# Benchmarks. See docs/performance.md.
#
#   bench.sh quick|full|NAME...   Quorate and Apache ZooKeeper in turn, and their ratios (--help for the names)
#   bench.sh load ...             load on any server of the ZooKeeper protocol
#   bench.sh soak ...             the same modest work for an hour: heap, threads and descriptors must not grow
#   bench.sh client ...           Quorate's client and the released one: CPU per operation, memory of idle sessions
#   bench.sh micro ...            JMH micro-benchmarks; arguments go to JMH
#
# Needs a build: mvn -q package -DskipTests
set -eu

project=$(CDPATH= cd -- "$(dirname -- "$0")/.." && pwd)
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
classes=$project/bench/target/classes
list=$project/bench/target/classpath

if [ ! -d "$classes" ] || [ ! -f "$list" ]; then
    echo "bench.sh: $classes or $list is missing (expected: a build; run mvn -q package -DskipTests in $project)" >&2
    exit 2
fi
classpath=$classes:$(cat "$list")

# The load generator shares the machine with the server it measures: one collector thread, two compiler threads.
run() {
    exec "$java" -Xmx512m -XX:+UseSerialGC -Dslf4j.internal.verbosity=ERROR "-Dquorate.project=$project" -cp "$classpath" "$@"
}

case "${1-}" in
    load)
        shift
        run io.quorate.bench.LoadMain "$@" ;;
    soak)
        shift
        run io.quorate.bench.SoakMain "$@" ;;
    client)
        shift
        run io.quorate.bench.ClientMain "$@" ;;
    micro)
        shift
        exec "$java" -cp "$classpath" org.openjdk.jmh.Main "$@" ;;
    "")
        run io.quorate.bench.CompareMain --help ;;
    *)
        run io.quorate.bench.CompareMain "$@" ;;
esac
