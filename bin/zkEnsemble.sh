#!/usr/bin/env bash
# An ensemble of servers on this machine, to try things out: zkEnsemble.sh start|status|address|stop|kill N|restart N.
# It lives in target/ensemble of a source checkout, else in ./ensemble, or in $ZK_ENSEMBLE_DIR.
set -euo pipefail

ZOOBIN=$(readlink -f "${BASH_SOURCE[0]}")
# shellcheck source=bin/zkEnv.sh
. "$(dirname "$ZOOBIN")/zkEnv.sh"

usage() {
  cat >&2 << USAGE
Usage: $0 start [--servers N]   start the servers that do not run, 3 unless N is given, and wait until all serve
       $0 status [--wait S]     a line for each server; exit code 0 if all serve under one leader, at least S seconds later
       $0 status HOST:PORT...   the same of servers anywhere
       $0 address               where clients connect to
       $0 stop [N]              stop all servers, or server N
       $0 kill N                kill -9 server N
       $0 restart N             stop server N if it runs, and start it again
USAGE
  exit 2
}

if [[ -n ${ZK_ENSEMBLE_DIR:-} ]]; then
  dir=$ZK_ENSEMBLE_DIR
elif [[ -f $ZOO_PREFIX/pom.xml ]]; then
  dir=$ZOO_PREFIX/target/ensemble
else
  dir=$PWD/ensemble
fi
# Several servers share a machine that is not theirs.
export ZK_SERVER_HEAP=${ZK_SERVER_HEAP:-256}
unset ZOOPIDFILE ZOO_LOG_FILE

ask_java() {
  zk_common_flags
  "$JAVA" -Xmx64m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 "${ZK_COMMON_FLAGS[@]}" -cp "$ZK_CLASSPATH" \
    io.quorate.server.local.EnsembleMain "$@"
}

# zkServer.sh for server N: verb, N. Captured as a whole: a pipe would also be held open by the server that is started.
server() {
  local said state=0 line
  said=$(ZOO_LOG_DIR=$dir/server-$2/logs ZOOCFG=zoo.cfg JMXDISABLE=true \
    "$ZOOBINDIR/zkServer.sh" --config "$dir/server-$2/conf" "$1" 2>&1) || state=$?
  while IFS= read -r line; do
    case $line in
      'JMX disabled'* | 'Using config'*) ;;
      *) echo "Server $2: $line" ;;
    esac
  done <<< "$said"
  return "$state"
}

pid_of() {
  local pid=
  [[ ! -r $dir/server-$1/data/zookeeper_server.pid ]] || read -r pid < "$dir/server-$1/data/zookeeper_server.pid" || true
  [[ -z $pid ]] || ! kill -0 "$pid" 2> /dev/null || printf '%s\n' "$pid"
}

start_server() {
  [[ -n $(pid_of "$1") ]] || server start "$1"
}

number() {
  [[ ${1:-} =~ ^[1-9]$ && -d $dir/server-$1 ]] || zk_die "\"${1:-}\" is not the number of a server in $dir"
}

verb=${1:-}
shift || true
case $verb in
  start)
    ids=$(ask_java layout --dir "$dir" "$@") || exit
    for id in $ids; do
      start_server "$id"
    done
    ask_java status --dir "$dir" --wait "${ZOO_START_TIMEOUT:-60}"
    ;;
  status)
    case ${1:-} in
      '' | --*) ask_java status --dir "$dir" "$@" ;;
      *) ask_java status "$@" ;;
    esac
    ;;
  address) ask_java address --dir "$dir" ;;
  stop)
    if (($# > 0)); then
      number "$1"
      server stop "$1"
    else
      for home in "$dir"/server-*; do
        [[ -d $home ]] || zk_die "there is no ensemble in $dir"
        id=${home##*-}
        server stop "$id"
      done
    fi
    ;;
  kill)
    number "${1:-}"
    pid=$(pid_of "$1")
    [[ -n $pid ]] || zk_die "server $1 does not run"
    kill -9 "$pid"
    while kill -0 "$pid" 2> /dev/null; do sleep 0.05; done
    echo "Server $1: killed (process $pid)"
    ;;
  restart)
    number "${1:-}"
    if [[ -n $(pid_of "$1") ]]; then server stop "$1"; fi
    start_server "$1"
    ;;
  *) usage ;;
esac
