#!/usr/bin/env bash
# Builds Quorate if need be, starts a server on a free loopback port, shows a client working, and stops the server again.
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

# A port that nothing listens on; whoever takes it between here and the start makes the start fail, with a message.
free_port() {
    local port
    for port in $(seq 21810 21909); do
        if ! (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
            echo "$port"
            return
        fi
    done
    echo "No free port between 21810 and 21909" >&2
    return 1
}

work="$(mktemp -d "${TMPDIR:-/tmp}/quorate-quickstart.XXXXXX")"
port="$(free_port)"
mkdir -p "$work/conf" "$work/data" "$work/logs"
cp "$home/conf/logback.xml" "$work/conf/"
cat >"$work/conf/zoo.cfg" <<CFG
tickTime=2000
dataDir=$work/data
clientPort=$port
clientPortAddress=127.0.0.1
CFG

export ZOO_LOG_DIR="$work/logs"
server=("$home/bin/zkServer.sh" --config "$work/conf")
shell=("$home/bin/zkCli.sh" -server "127.0.0.1:$port")

cleanup() {
    "${server[@]}" stop >/dev/null 2>&1 || true
    rm -rf "$work"
}
trap cleanup EXIT

step() {
    echo
    echo "\$ $1"
}

step "zkServer.sh start"
"${server[@]}" start
step "zkServer.sh status"
"${server[@]}" status
step "zkCli.sh create /greeting hello"
"${shell[@]}" create /greeting hello
step "zkCli.sh get /greeting"
"${shell[@]}" get /greeting
step "zkCli.sh set /greeting 'hello, world'"
"${shell[@]}" set /greeting "hello, world"
step "zkCli.sh get -s /greeting"
"${shell[@]}" get -s /greeting
step "zkCli.sh ls -R /"
"${shell[@]}" ls -R /
step "zkServer.sh stop"
"${server[@]}" stop
echo
echo "That was a server of one. To run your own, see \"Run it\" in README.md."
