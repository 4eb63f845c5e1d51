#!/usr/bin/env bash
# The command-line client: zkCli.sh [-server host:port] [command]. Heap in MB from ZK_CLIENT_HEAP, further flags of the
# JVM from CLIENT_JVMFLAGS and JVMFLAGS.
set -euo pipefail

ZOOBIN=$(readlink -f "${BASH_SOURCE[0]}")
# shellcheck source=bin/zkEnv.sh
. "$(dirname "$ZOOBIN")/zkEnv.sh"

zk_common_flags
zk_user_flags "${CLIENT_JVMFLAGS:-} ${JVMFLAGS:-}"
flags=("-Xmx${ZK_CLIENT_HEAP:-256}m" "-XX:TieredStopAtLevel=1" "${ZK_COMMON_FLAGS[@]}")
zk_user_sets '-XX:+Use*GC' || flags+=("-XX:+UseSerialGC")
# Answers go to stdout, so the log does not.
flags+=("-Dquorate.log.console=System.err" "-Dzookeeper.log.level=WARN")
flags+=(${ZK_USER_FLAGS[@]+"${ZK_USER_FLAGS[@]}"})

exec "$JAVA" "${flags[@]}" -cp "$ZK_CLASSPATH" io.quorate.cli.ZooKeeperMain "$@"
