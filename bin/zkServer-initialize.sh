#!/usr/bin/env bash
# Prepares the directories of a new server: zkServer-initialize.sh [--configfile FILE] [--myid N] [--force]. Makes
# version-2 in dataDir and dataLogDir, writes myid, and the marker "initialize", which lets a server start with an empty
# database although db.autocreate is false. --force deletes what is there.
set -euo pipefail

ZOOBIN=$(readlink -f "${BASH_SOURCE[0]}")
# shellcheck source=bin/zkEnv.sh
. "$(dirname "$ZOOBIN")/zkEnv.sh"

usage() {
  printf 'Usage: %s [--configfile <config-file>] [--myid <id>] [--force]\n' "$0" >&2
  exit 1
}

help() {
  cat << HELP
Usage: $0 [--configfile <config-file>] [--myid <id>] [--force]
Prepares the directories of a new server: makes version-2 in dataDir and dataLogDir, and the marker that lets it start with
an empty database although db.autocreate is false.

  --configfile <file>   zoo.cfg of the server; else that of \$ZOOCFGDIR
  --myid <id>           its number in the ensemble, written into dataDir/myid
  --force               deletes the data that is there; not while the server runs

Exit codes:
  0   done
  1   wrong arguments, the server runs, or there are data and --force is not given
HELP
  exit 0
}

case ${1:-} in
  -h | --help) help ;;
esac

force=false
id=
while (($# > 0)); do
  case $1 in
    --configfile) ZOOCFG=${2:-} && shift ;;
    --configfile=*) ZOOCFG=${1#*=} ;;
    --myid) id=${2:-} && shift ;;
    --myid=*) id=${1#*=} ;;
    --force) force=true ;;
    *) usage ;;
  esac
  shift || usage
done
[[ -n $ZOOCFG ]] || usage
[[ $ZOOCFG == */* ]] || ZOOCFG=$ZOOCFGDIR/$ZOOCFG
[[ -r $ZOOCFG ]] || zk_die "$ZOOCFG cannot be read"
[[ -z $id || $id =~ ^[0-9]{1,3}$ ]] || zk_die "the id is \"$id\", expected a number from 0 to 255"

data=$(zk_config_value "$ZOOCFG" dataDir)
logs=$(zk_config_value "$ZOOCFG" dataLogDir)
[[ -n $data ]] || zk_die "$ZOOCFG has no dataDir"
logs=${logs:-$data}

pid_file=${ZOOPIDFILE:-$data/zookeeper_server.pid}
if [[ -r $pid_file ]] && read -r pid < "$pid_file" && kill -0 "$pid" 2> /dev/null; then
  zk_die "the server runs as process $pid; stop it first"
fi
for dir in "$data" "$logs"; do
  if [[ -d $dir/version-2 && $force == false ]]; then
    zk_die "$dir/version-2 exists already; --force would delete the data in it"
  fi
done
rm -rf "${data:?}/version-2" "${logs:?}/version-2"
mkdir -p "$data/version-2" "$logs/version-2"
if [[ -n $id ]]; then
  printf '%s\n' "$id" > "$data/myid"
elif [[ ! -f $data/myid ]]; then
  echo "No myid given: only a server of one can start with this." >&2
fi
: > "$logs/initialize"
echo "Prepared $data${logs:+ and $logs}"
