#!/bin/sh
# Whole ensembles in virtual time, with faults, on one seed each. See docs/simulator.md.
#
#   simulate.sh --seeds N [--from S]      many seeds, and what they reached
#   simulate.sh --seed S [--trace]        one seed again (--help for more)
#
# Needs a build with its tests: mvn -q package -DskipTests
set -eu

project=$(CDPATH= cd -- "$(dirname -- "$0")/.." && pwd)
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
classes=$project/tests/target/test-classes
list=$project/tests/target/classpath

if [ ! -d "$classes/io/quorate/tests/sim" ] || [ ! -f "$list" ]; then
    echo "simulate.sh: $classes or $list is missing (expected: a build; run mvn -q package -DskipTests in $project)" >&2
    exit 2
fi

exec "$java" -Xmx1g -XX:+UseSerialGC -Dslf4j.internal.verbosity=ERROR \
    -cp "$classes:$(cat "$list")" io.quorate.tests.sim.SimulateMain "$@"
