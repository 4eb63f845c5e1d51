#!/usr/bin/env bash
# Makes zoo.cfg and myid from ZOO_* variables, if they are not there, and becomes the command. The variables are those of the official
# image of ZooKeeper. A zoo.cfg that is mounted is left alone.
set -euo pipefail

conf=${ZOO_CONF_DIR:-/conf}
data=${ZOO_DATA_DIR:-/data}
logs=${ZOO_DATA_LOG_DIR:-/datalog}
export ZOOCFGDIR=$conf

die() {
  printf 'Error: %s\n' "$*" >&2
  exit 2
}

write_configuration() {
  local line
  {
    printf 'dataDir=%s\n' "$data"
    printf 'dataLogDir=%s\n' "$logs"
    printf 'tickTime=%s\n' "${ZOO_TICK_TIME:-2000}"
    printf 'initLimit=%s\n' "${ZOO_INIT_LIMIT:-5}"
    printf 'syncLimit=%s\n' "${ZOO_SYNC_LIMIT:-2}"
    printf 'autopurge.snapRetainCount=%s\n' "${ZOO_AUTOPURGE_SNAPRETAINCOUNT:-3}"
    printf 'autopurge.purgeInterval=%s\n' "${ZOO_AUTOPURGE_PURGEINTERVAL:-0}"
    printf 'maxClientCnxns=%s\n' "${ZOO_MAX_CLIENT_CNXNS:-60}"
    printf 'standaloneEnabled=%s\n' "${ZOO_STANDALONE_ENABLED:-true}"
    printf 'admin.enableServer=%s\n' "${ZOO_ADMINSERVER_ENABLED:-true}"
    printf '4lw.commands.whitelist=%s\n' "${ZOO_4LW_COMMANDS_WHITELIST:-srvr}"
    # Words without blanks in them, such as: globalOutstandingLimit=500 extendedTypesEnabled=true
    for line in ${ZOO_CFG_EXTRA:-}; do
      [[ $line == *=* ]] || die "ZOO_CFG_EXTRA: \"$line\" is not key=value"
      printf '%s\n' "$line"
    done
    for line in ${ZOO_SERVERS:-server.1=localhost:2888:3888;2181}; do
      [[ $line == server.* || $line == group.* || $line == weight.* ]] \
        || die "ZOO_SERVERS: \"$line\" (expected: such as server.1=zk1:2888:3888;2181)"
      [[ $line != server.* || $line == *';'* ]] \
        || die "ZOO_SERVERS: \"$line\" has no port for clients (expected: ;2181 at its end)"
      printf '%s\n' "$line"
    done
  } > "$conf/zoo.cfg.new"
  mv "$conf/zoo.cfg.new" "$conf/zoo.cfg"
}

# As root, which the image is not unless told so: the directories are handed to the user that runs the server.
if [[ ${1:-} == *zkServer.sh && $(id -u) == 0 ]] && id zookeeper > /dev/null 2>&1; then
  chown -R zookeeper:zookeeper "$conf" "$data" "$logs" "${ZOO_LOG_DIR:-/logs}"
  exec setpriv --reuid=zookeeper --regid=zookeeper --init-groups "$0" "$@"
fi

[[ -f $conf/zoo.cfg ]] || write_configuration
if [[ ! -f $data/myid ]]; then
  [[ ${ZOO_MY_ID:-1} =~ ^[0-9]{1,3}$ ]] || die "ZOO_MY_ID: \"$ZOO_MY_ID\" (expected: 1 to 255)"
  printf '%s\n' "${ZOO_MY_ID:-1}" > "$data/myid"
fi

exec "$@"
