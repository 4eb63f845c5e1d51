#!/usr/bin/env bash
# Starts, stops and asks a server. docs/operations.md says what the verbs do and which variables count.
set -euo pipefail

ZOOBIN=$(readlink -f "${BASH_SOURCE[0]}")

usage() {
  printf 'Usage: %s [--config <conf-dir>] {start|start-foreground|stop|version|restart|status|print-cmd|check|archive}%s\n' \
    "$0" ' [<config-file>]' >&2
}

if [[ ${1:-} == --config ]]; then
  if [[ -z ${2:-} || ! -d $2 ]]; then
    printf 'Error: --config needs a directory, found "%s".\n' "${2:-}" >&2
    exit 1
  fi
  ZOOCFGDIR=$(cd "$2" && pwd)
  shift 2
fi
# shellcheck source=bin/zkEnv.sh
. "$(dirname "$ZOOBIN")/zkEnv.sh"

MAIN=io.quorate.server.QuorumPeerMain
VERB=${1:-}
[[ -z ${2:-} ]] || ZOOCFG=$2
if [[ $ZOOCFG != */* ]]; then
  ZOOCFG=$ZOOCFGDIR/$ZOOCFG
fi

# ---- what the server is started with -------------------------------------------------------------------------------

# Fills JMX_FLAGS. Tools on this machine can attach without any flag; a port is for those on others.
jmx_flags() {
  JMX_FLAGS=()
  if [[ ${JMXDISABLE:-false} == true ]]; then
    echo "JMX disabled by user request" >&2
  elif [[ -z ${JMXPORT:-} ]]; then
    echo "ZooKeeper JMX enabled by default" >&2
  else
    echo "ZooKeeper remote JMX Port set to $JMXPORT" >&2
    echo "ZooKeeper remote JMX authenticate set to ${JMXAUTH:-false}" >&2
    echo "ZooKeeper remote JMX ssl set to ${JMXSSL:-false}" >&2
    JMX_FLAGS=(
      "-Dcom.sun.management.jmxremote.port=$JMXPORT"
      "-Dcom.sun.management.jmxremote.authenticate=${JMXAUTH:-false}"
      "-Dcom.sun.management.jmxremote.ssl=${JMXSSL:-false}"
      "-Dcom.sun.management.jmxremote.local.only=${JMXLOCALONLY:-false}"
    )
    [[ -z ${JMXHOSTNAME:-} ]] || JMX_FLAGS+=("-Djava.rmi.server.hostname=$JMXHOSTNAME")
  fi
}

cores() {
  getconf _NPROCESSORS_ONLN 2> /dev/null || echo 2
}

gc_flags() {
  local gc=${ZK_SERVER_GC:-auto}
  if [[ $gc == auto ]]; then
    if (($(cores) <= 2)); then gc=serial; else gc=g1; fi
  fi
  case $gc in
    serial) echo -XX:+UseSerialGC ;;
    parallel) echo -XX:+UseParallelGC ;;
    g1) echo -XX:+UseG1GC ;;
    zgc) echo -XX:+UseZGC ;;
    *) zk_die "ZK_SERVER_GC is \"$gc\", expected auto, serial, parallel, g1 or zgc" ;;
  esac
}

# Fills HEAP_FLAGS. The heap does not grow, so no collection is spent on that; whether it is touched at the start is for
# ZK_SERVER_PRETOUCH to say: it takes from a third of a second to some seconds per GB, before the server serves.
heap_flags() {
  local heap=${ZK_SERVER_HEAP:-1000} touch=${ZK_SERVER_PRETOUCH:-false}
  [[ $heap =~ ^[1-9][0-9]*$ ]] || zk_die "ZK_SERVER_HEAP is \"$heap\", expected a number of MB"
  [[ $touch == true || $touch == false ]] || zk_die "ZK_SERVER_PRETOUCH is \"$touch\", expected true or false"
  HEAP_FLAGS=()
  # What the user sets in flags may be less than what would be set here, and Java refuses -Xms above -Xmx.
  if ! zk_user_sets '-Xm[sx]*' && ! zk_user_sets '-XX:M??HeapSize=*' && ! zk_user_sets '-XX:*RAM*'; then
    HEAP_FLAGS=("-Xmx${heap}m" "-Xms${heap}m")
  fi
  if [[ $touch == true ]]; then
    HEAP_FLAGS+=("-XX:+AlwaysPreTouch")
    case $(cat /sys/kernel/mm/transparent_hugepage/enabled 2> /dev/null || true) in
      *'[madvise]'* | *'[always]'*) HEAP_FLAGS+=("-XX:+UseTransparentHugePages") ;;
    esac
  fi
}

# The class-data archive of the Java in use; "none" if there is to be none.
archive_file() {
  printf '%s\n' "${ZOO_CDS_ARCHIVE:-$ZK_LIB/quorate-java-$(zk_java_version).jsa}"
}

# A checksum of an archive and of the jars of ours that it was made of.
archive_sum() {
  cat "$1" "$ZK_LIB"/quorate-*.jar 2> /dev/null | cksum
}

# Whether an archive is there, whole, and made of these very jars. Java notices by names, lengths and times when it is not,
# but not that a jar was built anew with the same length and time; and it dies of a part of an archive.
archive_is_fresh() {
  [[ -r $1 && -r $1.cksum && $(archive_sum "$1") == $(< "$1.cksum") ]]
}

# Fills ARCHIVE_FLAGS with the archive if it is fresh. Java itself checks whether it fits, and goes on without it if not.
archive_flags() {
  local archive
  archive=$(archive_file)
  ARCHIVE_FLAGS=()
  if archive_is_fresh "$archive" && ! zk_user_sets '-XX:SharedArchiveFile=*'; then
    ARCHIVE_FLAGS=("-XX:SharedArchiveFile=$archive" "-Xlog:cds=off" "-Xlog:cds+dynamic=off")
    (($(zk_java_major) < 24)) || ARCHIVE_FLAGS+=("-Xlog:aot=off")
  fi
}

# Makes an archive for the next starts if there is no fresh one, in the background and behind everything else. That may
# fail, as where lib cannot be written to: then the next starts take as long as this one.
renew_archive() {
  local archive
  archive=$(archive_file)
  zk_user_flags "${SERVER_JVMFLAGS:-} ${JVMFLAGS:-}"
  if [[ $archive == none ]] || archive_is_fresh "$archive" || zk_user_sets '-XX:SharedArchiveFile=*' \
    || [[ ! -w $(dirname "$archive") ]]; then
    return
  fi
  nohup nice -n 19 "${BASH:-bash}" "$ZOOBIN" --config "$(dirname "$ZOOCFG")" archive > /dev/null 2>&1 < /dev/null &
}

# Fills COMMAND. The argument is the appender of logback.xml.
server_command() {
  zk_user_flags "${SERVER_JVMFLAGS:-} ${JVMFLAGS:-}"
  zk_common_flags
  heap_flags
  archive_flags
  COMMAND=("$JAVA")
  COMMAND+=(${HEAP_FLAGS[@]+"${HEAP_FLAGS[@]}"})
  zk_user_sets '-XX:+Use*GC' || COMMAND+=("$(gc_flags)")
  COMMAND+=(
    "-XX:+HeapDumpOnOutOfMemoryError"
    "-XX:HeapDumpPath=$ZOO_LOG_DIR"
    "-XX:+ExitOnOutOfMemoryError"
    # The counters of jstat in a mapped file can stall every thread while the disk is busy.
    "-XX:+PerfDisableSharedMem"
  )
  COMMAND+=(${ARCHIVE_FLAGS[@]+"${ARCHIVE_FLAGS[@]}"})
  COMMAND+=("${ZK_COMMON_FLAGS[@]}")
  COMMAND+=(
    "-Dzookeeper.log.dir=$ZOO_LOG_DIR"
    "-Dzookeeper.log.file=$ZOO_LOG_FILE"
    "-Dquorate.log.appender=$1"
  )
  if [[ -n ${ZOO_DATADIR_AUTOCREATE_DISABLE:-} ]]; then
    COMMAND+=("-Dzookeeper.datadir.autocreate=false")
  fi
  COMMAND+=(${JMX_FLAGS[@]+"${JMX_FLAGS[@]}"})
  COMMAND+=(${ZK_USER_FLAGS[@]+"${ZK_USER_FLAGS[@]}"})
  COMMAND+=(-cp "$ZK_CLASSPATH" "$MAIN" "$ZOOCFG")
}

# ---- what the configuration says -----------------------------------------------------------------------------------

# Sets DATA_DIR and ZOOPIDFILE.
find_pid_file() {
  DATA_DIR=$(zk_config_value "$ZOOCFG" dataDir)
  if [[ -z ${ZOOPIDFILE:-} ]]; then
    [[ -n $DATA_DIR ]] || zk_die "$ZOOCFG has no dataDir; zkServer.sh check says more"
    ZOOPIDFILE=$DATA_DIR/zookeeper_server.pid
  fi
}

# The text of this server's server.N line, from the file with the members.
own_member() {
  local members=$ZOOCFG dynamic id='' line
  dynamic=$(zk_config_value "$ZOOCFG" dynamicConfigFile)
  [[ -z $dynamic ]] || members=$dynamic
  if [[ -r $DATA_DIR/myid ]]; then
    read -r id < "$DATA_DIR/myid" || true
  else
    while read -r line || [[ -n $line ]]; do
      if [[ $line =~ ^server\.([0-9]+)[[:space:]]*= ]]; then
        id=${BASH_REMATCH[1]}
      fi
    done < "$members"
  fi
  [[ -z $id ]] || zk_config_value "$members" "server.$id"
}

# Sets CLIENT_PORT and CLIENT_ADDRESS as one reaches this server from here, and CLIENT_SSL; CLIENT_PORT is empty if
# there is no port, or one that is not known before the start.
find_client_port() {
  local member
  CLIENT_SSL=false
  CLIENT_PORT=$(zk_config_value "$ZOOCFG" clientPort)
  CLIENT_ADDRESS=$(zk_config_value "$ZOOCFG" clientPortAddress)
  member=$(own_member)
  if [[ $member == *\;* && ${CLIENT_PORT:-0} == 0 ]]; then
    member=${member#*;}
    member=${member%%;*}
    CLIENT_PORT=${member##*:}
    [[ $member != *:* || -n $CLIENT_ADDRESS ]] || CLIENT_ADDRESS=${member%:*}
  fi
  if [[ -z $CLIENT_PORT ]]; then
    CLIENT_PORT=$(zk_config_value "$ZOOCFG" secureClientPort)
    [[ -z $CLIENT_PORT ]] || CLIENT_SSL=true
  fi
  CLIENT_ADDRESS=${CLIENT_ADDRESS#[}
  CLIENT_ADDRESS=${CLIENT_ADDRESS%]}
  case $CLIENT_ADDRESS in
    '' | 0.0.0.0 | ::) CLIENT_ADDRESS=localhost ;;
  esac
  [[ $CLIENT_PORT != 0 ]] || CLIENT_PORT=
}

# ---- the running server --------------------------------------------------------------------------------------------

# Prints the answer to a four-letter word, without another JVM. Fails if nobody listens.
four_letter_word() {
  local line
  {
    printf '%s' "$1" >&3
    while IFS= read -r -t 2 line <&3 || [[ -n $line ]]; do
      printf '%s\n' "$line"
      line=
    done
  } 2> /dev/null 3<> "/dev/tcp/$CLIENT_ADDRESS/$CLIENT_PORT"
}

# The same with TLS, for which it takes a JVM. Keys and certificates are those of CLIENT_JVMFLAGS, -Dzookeeper.ssl.*.
secure_four_letter_word() {
  zk_user_flags "${CLIENT_JVMFLAGS:-} ${JVMFLAGS:-}"
  zk_common_flags
  "$JAVA" "-XX:TieredStopAtLevel=1" "-XX:+UseSerialGC" "-Xmx64m" "${ZK_COMMON_FLAGS[@]}" "-Dquorate.log.console=System.err" \
    "-Dzookeeper.log.level=ERROR" ${ZK_USER_FLAGS[@]+"${ZK_USER_FLAGS[@]}"} -cp "$ZK_CLASSPATH" \
    io.quorate.cli.FourLetterWordMain "$CLIENT_ADDRESS" "$CLIENT_PORT" "$1" true
}

listens() {
  [[ -n $CLIENT_PORT ]] && { :; } 2> /dev/null 3<> "/dev/tcp/$CLIENT_ADDRESS/$CLIENT_PORT"
}

# The number in the pid file if that process lives and is a server as far as one can see; else nothing.
running_pid() {
  local pid='' command
  [[ -r $ZOOPIDFILE ]] || return 0
  read -r pid < "$ZOOPIDFILE" || true
  [[ $pid =~ ^[0-9]+$ ]] && kill -0 "$pid" 2> /dev/null || return 0
  if [[ -r /proc/$pid/cmdline ]]; then
    command=$(tr '\0' ' ' < "/proc/$pid/cmdline" 2> /dev/null) || true
    # Another program may have got the number of a server that died.
    [[ $command == *"$MAIN"* ]] || return 0
  fi
  printf '%s\n' "$pid"
}

# Waits until the server serves (0), ends (1), or the time is over (2). A member of an ensemble counts as soon as it
# answers at all: its peers may be started after it.
await_serving() {
  local pid=$1 deadline=$((SECONDS + ${ZOO_START_TIMEOUT:-60})) answer
  while kill -0 "$pid" 2> /dev/null; do
    if [[ -z $CLIENT_PORT || $CLIENT_SSL == true ]]; then
      sleep 1
      kill -0 "$pid" 2> /dev/null && return 0
      return 1
    fi
    answer=$(four_letter_word srvr) || answer=
    if [[ $answer == *Mode:* || ($answer == *"not currently serving"* && -n $MEMBER) ]]; then
      return 0
    fi
    ((SECONDS < deadline)) || return 2
    sleep 0.05
  done
  return 1
}

# Prints what the log says about a start that failed. Arguments: the log, its size before the start, the out file.
explain_failure() {
  local log=$1 before=$2 out=$3 found=
  if [[ -r $log ]]; then
    if (($(wc -c < "$log") < before)); then before=0; fi
    found=$(tail -c "+$((before + 1))" "$log" | grep -E ' (ERROR|FATAL) ' | tail -n 10 || true)
  fi
  if [[ -z $found && -s $out ]]; then
    found=$(tail -n 10 "$out")
  fi
  if [[ -n $found ]]; then printf '%s\n' "$found" >&2; fi
  printf 'More may be in %s and %s\n' "$log" "$out" >&2
}

do_start() {
  local out log=$ZOO_LOG_DIR/$ZOO_LOG_FILE size=0 pid state=0
  out=$ZOO_LOG_DIR/zookeeper-$ZK_USER-server-$ZK_HOST.out
  printf 'Starting zookeeper ... '
  pid=$(running_pid)
  if [[ -n $pid ]]; then
    echo "already running as process $pid."
    return 1
  fi
  find_client_port
  MEMBER=$(own_member)
  if listens; then
    echo "FAILED TO START"
    echo "Another program listens on $CLIENT_ADDRESS port $CLIENT_PORT already." >&2
    return 1
  fi
  if ! mkdir -p "$ZOO_LOG_DIR" 2> /dev/null || ! : 2> /dev/null > "$out"; then
    echo "FAILED TO START"
    echo "Cannot write to $ZOO_LOG_DIR; set ZOO_LOG_DIR to a directory that $ZK_USER can write to." >&2
    return 1
  fi
  [[ ! -r $log ]] || size=$(wc -c < "$log")
  server_command ROLLINGFILE
  # A directory of its own for the pid file is made, but not a data directory that the server must not make either.
  if [[ -z ${ZOO_DATADIR_AUTOCREATE_DISABLE:-} ]]; then
    mkdir -p "$(dirname "$ZOOPIDFILE")" 2> /dev/null || true
  fi
  nohup "${COMMAND[@]}" > "$out" 2>&1 < /dev/null &
  pid=$!
  if ! echo "$pid" 2> /dev/null > "$ZOOPIDFILE"; then
    kill "$pid" 2> /dev/null || true
    echo "FAILED TO WRITE PID"
    echo "Cannot write $ZOOPIDFILE." >&2
    return 1
  fi
  await_serving "$pid" || state=$?
  if ((state == 1)); then
    rm -f "$ZOOPIDFILE"
    echo "FAILED TO START"
    explain_failure "$log" "$size" "$out"
    return 1
  fi
  echo "STARTED"
  if ((state == 2)); then
    echo "Process $pid does not serve yet; it may still be loading its data. See $log" >&2
  else
    renew_archive
  fi
}

do_stop() {
  local pid deadline=$((SECONDS + ${ZOO_STOP_TIMEOUT:-60}))
  printf 'Stopping zookeeper ... '
  if [[ ! -f $ZOOPIDFILE ]]; then
    echo "no zookeeper to stop (could not find file $ZOOPIDFILE)"
    return 0
  fi
  pid=$(running_pid)
  if [[ -n $pid ]]; then
    kill "$pid" 2> /dev/null || true
    while kill -0 "$pid" 2> /dev/null; do
      if ((SECONDS >= deadline)); then
        echo "STILL RUNNING as process $pid"
        return 1
      fi
      sleep 0.1
    done
  fi
  rm -f "$ZOOPIDFILE"
  echo "STOPPED"
}

do_status() {
  local answer
  find_client_port
  if [[ -z $CLIENT_PORT ]]; then
    echo "Client port not found in $ZOOCFG." >&2
    echo "Error contacting service. It is probably not running."
    return 1
  fi
  echo "Client port found: $CLIENT_PORT. Client address: $CLIENT_ADDRESS. Client SSL: $CLIENT_SSL."
  answer=
  if [[ $CLIENT_SSL == true ]]; then
    answer=$(secure_four_letter_word srvr) || answer=
  else
    answer=$(four_letter_word srvr) || answer=
  fi
  if [[ $answer =~ (Mode:[^$'\n\r']*) ]]; then
    echo "${BASH_REMATCH[1]}"
    return 0
  fi
  if [[ $answer == *"not currently serving"* ]]; then
    echo "The server runs but does not serve: an ensemble without a quorum, or it is still loading." >&2
  fi
  echo "Error contacting service. It is probably not running."
  return 1
}

do_version() {
  local jar version=unknown
  for jar in "$ZK_LIB"/quorate-server-*.jar; do
    jar=${jar##*/quorate-server-}
    version=${jar%.jar}
  done
  echo "Quorate, version $version, for clients of Apache ZooKeeper, version 3.9.5"
}

do_check() {
  local arguments=("-XX:TieredStopAtLevel=1")
  zk_user_flags "${SERVER_JVMFLAGS:-} ${JVMFLAGS:-}"
  zk_common_flags
  zk_user_sets '-XX:+Use*GC' || arguments+=("-XX:+UseSerialGC")
  if [[ -n ${ZOO_DATADIR_AUTOCREATE_DISABLE:-} ]]; then
    arguments+=("-Dzookeeper.datadir.autocreate=false")
  fi
  arguments+=("${ZK_COMMON_FLAGS[@]}" ${ZK_USER_FLAGS[@]+"${ZK_USER_FLAGS[@]}"})
  exec "$JAVA" "${arguments[@]}" -cp "$ZK_CLASSPATH" io.quorate.server.config.CheckCommand "$ZOOCFG"
}

# Asks for a session as a client does, so that the classes for that are loaded too. The arguments are address and port.
open_a_session() {
  local zeros='\0\0\0\0\0\0\0\0'
  {
    # Length; protocol version, zxid, timeout of 4 s, session id, password of 16 bytes, read-only.
    printf '%b' '\0\0\0\0055\0\0\0\0' "$zeros" '\0\0\0017\0240' "$zeros" '\0\0\0\0020' "$zeros$zeros" '\0' >&3
    head -c 41 <&3 > /dev/null
  } 2> /dev/null 3<> "/dev/tcp/$1/$2"
}

# Makes the class-data archive: a server on a free port of the loopback interface, with a directory of its own and none of
# the user's flags, loads all its classes, is started and stopped, and Java writes down what it loaded. Files get their
# names when they are whole, so that nobody sees a part of one.
do_archive() {
  local archive unfinished work pid deadline=$((SECONDS + 60)) serving='Serving clients on [^ ]*:([0-9]+) '
  archive=$(archive_file)
  [[ $archive != none ]] || zk_die "ZOO_CDS_ARCHIVE is \"none\", which means that no archive is wanted"
  unfinished=$archive.$$
  work=$(mktemp -d "${TMPDIR:-/tmp}/quorate-archive.XXXXXX")
  # shellcheck disable=SC2064 # the files are known now
  trap "rm -rf '$work' '$unfinished' '$unfinished.cksum'" EXIT
  printf 'dataDir=%s\nclientPort=0\nclientPortAddress=127.0.0.1\nadmin.enableServer=false\npreAllocSize=64\n' "$work/data" > "$work/zoo.cfg"
  ZOO_LOG_DIR=$work
  ZOO_CDS_ARCHIVE=none
  ZOOCFG=$work/zoo.cfg
  ZK_SERVER_HEAP=64
  ZK_SERVER_PRETOUCH=false
  SERVER_JVMFLAGS=
  JVMFLAGS=
  JMX_FLAGS=()
  MAIN=io.quorate.server.ClassArchiveMain
  server_command CONSOLE
  COMMAND=("$JAVA" "-XX:ArchiveClassesAtExit=$unfinished" "-Xlog:cds=off" "-Xlog:cds+dynamic=off" "${COMMAND[@]:1}")
  : > "$work/out"
  "${COMMAND[@]}" > "$work/out" 2>&1 < /dev/null &
  pid=$!
  until [[ $(cat "$work/out") =~ $serving ]]; do
    if ! kill -0 "$pid" 2> /dev/null || ((SECONDS >= deadline)); then
      kill "$pid" 2> /dev/null || true
      cat "$work/out" >&2
      zk_die "the server for the archive did not start"
    fi
    sleep 0.1
  done
  open_a_session 127.0.0.1 "${BASH_REMATCH[1]}" || true
  kill "$pid"
  wait "$pid" || true
  [[ -s $unfinished ]] || zk_die "Java wrote no archive"
  archive_sum "$unfinished" > "$unfinished.cksum"
  if ! mv -f "$unfinished.cksum" "$archive.cksum" || ! mv -f "$unfinished" "$archive"; then
    zk_die "cannot write $archive; ZOO_CDS_ARCHIVE names another file"
  fi
  echo "Wrote $archive"
}

# ---- verbs ---------------------------------------------------------------------------------------------------------

jmx_flags
echo "Using config: $ZOOCFG" >&2

case $VERB in
  start | start-foreground | restart | status | -status)
    if [[ ! -r $ZOOCFG ]]; then
      zk_die "$ZOOCFG cannot be read. Copy $ZOO_PREFIX/conf/zoo.cfg.sample to it to begin with"
    fi
    ;;
esac

case $VERB in
  start)
    find_pid_file
    do_start
    ;;
  start-foreground)
    server_command CONSOLE
    if [[ -n ${ZOO_NOEXEC:-} ]]; then
      "${COMMAND[@]}"
    else
      exec "${COMMAND[@]}"
    fi
    ;;
  stop)
    find_pid_file
    do_stop
    ;;
  restart)
    find_pid_file
    do_stop
    do_start
    ;;
  status | -status)
    DATA_DIR=$(zk_config_value "$ZOOCFG" dataDir)
    do_status
    ;;
  print-cmd)
    server_command ROLLINGFILE
    printf '%q ' "${COMMAND[@]}"
    printf '> %q 2>&1 < /dev/null\n' "$ZOO_LOG_DIR/zookeeper-$ZK_USER-server-$ZK_HOST.out"
    ;;
  version)
    do_version
    ;;
  check)
    do_check
    ;;
  archive)
    do_archive
    ;;
  *)
    usage
    exit 1
    ;;
esac
