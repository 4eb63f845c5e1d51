#!/usr/bin/env bash
# Shows a transaction log, mends its checksums in a copy, or copies it up to a zxid; --help says how.
set -euo pipefail

ZOOBIN=${BASH_SOURCE[0]}
while [[ -L $ZOOBIN ]]; do
  LINK=$(readlink "$ZOOBIN")
  case $LINK in
    /*) ZOOBIN=$LINK ;;
    *) ZOOBIN=$(dirname "$ZOOBIN")/$LINK ;;
  esac
done
# shellcheck source=bin/zkEnv.sh
. "$(dirname "$ZOOBIN")/zkEnv.sh"

zk_run_tool io.quorate.cli.files.TxnLogToolkitMain "$@"
