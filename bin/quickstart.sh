#!/usr/bin/env bash
# Builds Quorate if need be, starts an ensemble of three servers on this machine, shows that it goes on when its leader is
# killed, and stops it again.
set -euo pipefail

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"

home="$root"
if [[ -f "$root/pom.xml" ]]; then
    if ! compgen -G "$root/target/dist/quorate-*/lib/quorate-server-*.jar" >/dev/null; then
        echo "Building Quorate (a few minutes the first time) ..."
        (cd "$root" && mvn -q -B --no-transfer-progress package -DskipTests)
    fi
    home="$(compgen -G "$root/target/dist/quorate-*/" | sort | tail -n 1)"
    home="${home%/}"
fi

work="$(mktemp -d "${TMPDIR:-/tmp}/quorate-quickstart.XXXXXX")"
export ZK_ENSEMBLE_DIR="$work/ensemble"

cleanup() {
    "$home/bin/zkEnsemble.sh" stop >/dev/null 2>&1 || true
    rm -rf "$work"
}
trap cleanup EXIT

# Shows a command and runs it.
step() {
    echo
    echo "\$ $*"
    "$home/bin/$1" "${@:2}"
}

# The shell, told which server; what it says about its connection goes nowhere.
shell() {
    local server=$1
    shift
    echo
    echo "\$ zkCli.sh -server $server $*"
    "$home/bin/zkCli.sh" -quiet -server "$server" "$@"
}

step zkEnsemble.sh start
all="$("$home/bin/zkEnsemble.sh" address)"
IFS=, read -r first _ third <<<"$all"

echo
echo "A write through one server is read from another:"
shell "$first" create /greeting hello
shell "$third" get /greeting

leader="$("$home/bin/zkEnsemble.sh" status | awk '$2 == "leader" { print $1 }')"
echo
echo "The leader is server $leader. Without it, the other two elect another and go on:"
step zkEnsemble.sh kill "$leader"
shell "$all" set /greeting "hello again"
shell "$all" get /greeting
step zkEnsemble.sh status || true

echo
echo "It comes back as a follower, with what it missed:"
step zkEnsemble.sh restart "$leader"
step zkEnsemble.sh status --wait 30
IFS=, read -r -a each <<<"$all"
shell "${each[leader - 1]}" get /greeting

step zkEnsemble.sh stop
echo
echo "To run your own servers, see \"Run it\" in README.md; to keep such an ensemble, bin/zkEnsemble.sh start."
