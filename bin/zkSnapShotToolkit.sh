#!/usr/bin/env bash
# Shows what is in a snapshot; --help says how.
set -euo pipefail

ZOOBIN=$(readlink -f "${BASH_SOURCE[0]}")
# shellcheck source=bin/zkEnv.sh
. "$(dirname "$ZOOBIN")/zkEnv.sh"

zk_run_tool io.quorate.cli.files.SnapshotToolkitMain "$@"
