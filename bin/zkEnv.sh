#!/usr/bin/env bash
# What the other scripts have in common; they source it. Needs bash 3.2 or newer and the usual small tools (readlink with -f, as
# of Linux and macOS 12.3), but neither ps nor nc. Sets ZOOBINDIR, ZOO_PREFIX, ZOOCFGDIR, ZOOCFG, ZOO_LOG_DIR, ZOO_LOG_FILE, JAVA
# and CLASSPATH from the environment, conf/zookeeper-env.sh and conf/java.env.

zk_die() {
  printf 'Error: %s\n' "$*" >&2
  exit 1
}

# The directory of a script, with links of the script itself followed.
zk_script_dir() {
  local script=$1 target
  while [[ -L $script ]]; do
    target=$(readlink "$script")
    case $target in
      /*) script=$target ;;
      *) script=$(dirname "$script")/$target ;;
    esac
  done
  (cd "$(dirname "$script")" && pwd -P)
}

# Reads a user's file of settings, which need not be written for strict mode.
zk_source() {
  if [[ -f $1 ]]; then
    set +eu
    # shellcheck disable=SC1090 # a file of the user's
    . "$1"
    set -eu
  fi
}

# Where the jars are: lib beside bin, or in the layout that the build of a checkout makes.
zk_find_lib() {
  local candidate
  if [[ -d $ZOO_PREFIX/lib ]]; then
    printf '%s\n' "$ZOO_PREFIX/lib"
    return
  fi
  for candidate in "$ZOO_PREFIX"/target/dist/quorate-*/lib; do
    if [[ -d $candidate ]]; then
      printf '%s\n' "$candidate"
      return
    fi
  done
  zk_die "there are no jars in $ZOO_PREFIX/lib, nor in $ZOO_PREFIX/target/dist. In a source checkout, build" \
    "them first: mvn -DskipTests package (in $ZOO_PREFIX)"
}

zk_find_java() {
  if [[ -n ${JAVA_HOME:-} && -x $JAVA_HOME/bin/java ]]; then
    JAVA=$JAVA_HOME/bin/java
  elif command -v java > /dev/null 2>&1; then
    JAVA=$(command -v java)
  else
    zk_die "JAVA_HOME is not set and java could not be found in PATH. Quorate needs Java 17 or newer."
  fi
}

# The full version of $JAVA, such as 17.0.15, from the file "release" beside it; nothing if there is none.
zk_java_version() {
  local home line
  home=$(zk_script_dir "$JAVA")/..
  if [[ -r $home/release ]]; then
    while IFS= read -r line; do
      case $line in
        JAVA_VERSION=*)
          line=${line#*=}
          printf '%s\n' "${line//\"/}"
          return
          ;;
      esac
    done < "$home/release"
  fi
}

# The first number of the version; 17 if unknown.
zk_java_major() {
  local version
  version=$(zk_java_version)
  version=${version%%[!0-9]*}
  printf '%s\n' "${version:-17}"
}

# The value of a key of a Java-properties file, as the server would read it; nothing if it is not there.
zk_config_value() {
  local file=$1 wanted=$2 line more found=''
  local entry='^(zookeeper\.)?([^=:[:space:]]+)[[:space:]]*[=:]?[[:space:]]*(.*)$'
  [[ -r $file ]] || return 0
  while IFS= read -r line || [[ -n $line ]]; do
    line=${line%$'\r'}
    line=${line#"${line%%[![:space:]]*}"}
    case $line in
      '' | '#'* | '!'*) continue ;;
    esac
    while [[ $line == *\\ && $line != *\\\\ ]] && IFS= read -r more; do
      more=${more%$'\r'}
      line=${line%\\}${more#"${more%%[![:space:]]*}"}
    done
    if [[ $line =~ $entry && ${BASH_REMATCH[2]} == "$wanted" ]]; then
      found=${BASH_REMATCH[3]}
      found=${found%"${found##*[![:space:]]}"}
    fi
  done < "$file"
  case $found in
    *\\*) found=$(printf '%s\n' "$found" | sed 's/\\\(.\)/\1/g') ;;
  esac
  printf '%s\n' "$found"
}

# Splits variables such as JVMFLAGS at blanks into the array ZK_USER_FLAGS.
zk_user_flags() {
  ZK_USER_FLAGS=()
  IFS=$' \t\n' read -r -d '' -a ZK_USER_FLAGS <<< "$*" || true
}

# Whether one of ZK_USER_FLAGS matches a pattern, such as '-Xmx*'.
zk_user_sets() {
  local flag
  for flag in ${ZK_USER_FLAGS[@]+"${ZK_USER_FLAGS[@]}"}; do
    # shellcheck disable=SC2053 # it is a pattern
    [[ $flag != $1 ]] || return 0
  done
  return 1
}

ZOOBINDIR=${ZOOBINDIR:-$(zk_script_dir "${BASH_SOURCE[0]}")}
ZOO_PREFIX=$(cd "$ZOOBINDIR/.." && pwd -P)

if [[ -z ${ZOOCFGDIR:-} ]]; then
  if [[ -d $ZOO_PREFIX/conf ]]; then
    ZOOCFGDIR=$ZOO_PREFIX/conf
  else
    ZOOCFGDIR=/etc/zookeeper
  fi
fi
zk_source "$ZOOCFGDIR/zookeeper-env.sh"
zk_source "$ZOOCFGDIR/java.env"

ZOOCFG=${ZOOCFG:-zoo.cfg}
if [[ -z ${ZOO_LOG_DIR:-} ]]; then
  if [[ -f $ZOO_PREFIX/pom.xml ]]; then
    ZOO_LOG_DIR=$ZOO_PREFIX/target/logs
  else
    ZOO_LOG_DIR=$ZOO_PREFIX/logs
  fi
fi
ZK_USER=${USER:-$(id -un)}
ZK_HOST=${HOSTNAME:-$(hostname)}
ZOO_LOG_FILE=${ZOO_LOG_FILE:-zookeeper-$ZK_USER-server-$ZK_HOST.log}

zk_find_java
ZK_LIB=$(zk_find_lib) || exit 1

# Named one by one and in one order, so that a class-data archive fits; what the user adds comes behind.
zk_classpath() {
  local jar path=''
  for jar in "$ZK_LIB"/*.jar; do
    path=$path${path:+:}$jar
  done
  printf '%s\n' "$path${CLASSPATH:+:$CLASSPATH}"
}
# shellcheck disable=SC2034 # for the scripts that source this one
ZK_CLASSPATH=$(zk_classpath)

# Flags that every program here wants, in the array ZK_COMMON_FLAGS.
zk_common_flags() {
  local major
  major=$(zk_java_major)
  ZK_COMMON_FLAGS=("-Dfile.encoding=UTF-8")
  if ((major >= 22)); then
    # Netty's native transport; newer Java versions warn about it otherwise.
    ZK_COMMON_FLAGS+=("--enable-native-access=ALL-UNNAMED")
  fi
  if ((major >= 23)); then
    ZK_COMMON_FLAGS+=("--sun-misc-unsafe-memory-access=allow")
  fi
  if [[ -f $ZOOCFGDIR/logback.xml ]]; then
    ZK_COMMON_FLAGS+=("-Dlogback.configurationFile=$ZOOCFGDIR/logback.xml")
  elif [[ -f $ZOO_PREFIX/conf/logback.xml ]]; then
    ZK_COMMON_FLAGS+=("-Dlogback.configurationFile=$ZOO_PREFIX/conf/logback.xml")
  fi
}

# Becomes a tool: zk_run_tool CLASS ARGUMENTS. Heap in MB from ZK_CLIENT_HEAP, further flags of the JVM from CLIENT_JVMFLAGS and
# JVMFLAGS. Results go to stdout, all else to stderr; only a terminal there is shown progress.
zk_run_tool() {
  local main=$1 terminal=false flags
  shift
  [[ ! -t 2 ]] || terminal=true
  zk_common_flags
  zk_user_flags "${CLIENT_JVMFLAGS:-} ${JVMFLAGS:-}"
  flags=("-XX:TieredStopAtLevel=1" "${ZK_COMMON_FLAGS[@]}" "-Dquorate.terminal=$terminal")
  flags+=("-Dquorate.log.console=System.err" "-Dzookeeper.log.level=WARN")
  zk_user_sets '-Xmx*' || flags+=("-Xmx${ZK_CLIENT_HEAP:-1000}m")
  zk_user_sets '-XX:+Use*GC' || flags+=("-XX:+UseSerialGC")
  flags+=(${ZK_USER_FLAGS[@]+"${ZK_USER_FLAGS[@]}"})
  exec "$JAVA" "${flags[@]}" -cp "$ZK_CLASSPATH" "$main" "$@"
}
