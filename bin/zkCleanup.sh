#!/usr/bin/env bash
# Deletes old snapshots, and logs that no start needs any more: zkCleanup.sh [--config <conf-dir>] -n <count>, or with the
# directories instead of those in the configuration: zkCleanup.sh <dataLogDir> [<dataDir>] -n <count>. The newest <count>
# snapshots stay, 3 at least. The server may run.
set -euo pipefail

ZOOBIN=$(readlink -f "${BASH_SOURCE[0]}")

usage() {
  printf 'Usage: %s [--config <conf-dir>] [<dataLogDir> [<dataDir>]] -n <count>\n' "$0" >&2
  printf 'count: how many of the newest snapshots stay, 3 or more\n' >&2
  exit 1
}

help() {
  cat << HELP
Usage: $0 [--config <conf-dir>] [<dataLogDir> [<dataDir>]] -n <count>
Deletes old snapshots, and logs that no start needs any more. The server may run.

The newest <count> snapshots that turn out to be whole stay, 3 at least, and the logs that a start from the oldest of them needs.
Without directories, those of zoo.cfg in <conf-dir> are taken; with one, it is for both.

Exit codes:
  0   done; each file that was deleted is named
  1   wrong arguments, or a directory cannot be read
HELP
  exit 0
}

case ${1:-} in
  -h | --help) help ;;
esac

if [[ ${1:-} == --config ]]; then
  [[ -n ${2:-} && -d $2 ]] || usage
  ZOOCFGDIR=$(cd "$2" && pwd)
  shift 2
fi
# shellcheck source=bin/zkEnv.sh
. "$(dirname "$ZOOBIN")/zkEnv.sh"

count=
dirs=()
while (($# > 0)); do
  case $1 in
    -n)
      [[ ${2:-} =~ ^[0-9]{1,6}$ ]] || usage
      count=$2
      shift
      ;;
    -*) usage ;;
    *) dirs+=("$1") ;;
  esac
  shift
done
[[ -n $count ]] || usage
((count >= 3)) || usage

case ${#dirs[@]} in
  0)
    [[ $ZOOCFG == */* ]] || ZOOCFG=$ZOOCFGDIR/$ZOOCFG
    [[ -r $ZOOCFG ]] || zk_die "$ZOOCFG cannot be read"
    data=$(zk_config_value "$ZOOCFG" dataDir)
    logs=$(zk_config_value "$ZOOCFG" dataLogDir)
    [[ -n $data ]] || zk_die "$ZOOCFG has no dataDir"
    logs=${logs:-$data}
    ;;
  1 | 2)
    logs=${dirs[0]}
    data=${dirs[1]:-$logs}
    ;;
  *) usage ;;
esac

zk_user_flags "${JVMFLAGS:-}"
zk_common_flags
exec "$JAVA" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC "${ZK_COMMON_FLAGS[@]}" ${ZK_USER_FLAGS[@]+"${ZK_USER_FLAGS[@]}"} \
  -cp "$ZK_CLASSPATH" io.quorate.server.PurgeMain "$data" "$logs" "$count"
