#!/usr/bin/env bash
# Saves, lists, verifies and restores backups of a running ensemble; --help says how, docs/backup.md more.
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

zk_run_tool io.quorate.cli.backup.BackupMain "$@"
