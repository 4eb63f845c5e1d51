#!/usr/bin/env bash
# Saves, lists, verifies and restores backups of a running ensemble; --help says how, docs/backup.md more.
set -euo pipefail

ZOOBIN=$(readlink -f "${BASH_SOURCE[0]}")
# shellcheck source=bin/zkEnv.sh
. "$(dirname "$ZOOBIN")/zkEnv.sh"

zk_run_tool io.quorate.cli.backup.BackupMain "$@"
