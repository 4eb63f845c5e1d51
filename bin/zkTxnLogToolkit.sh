#!/usr/bin/env bash
# Shows a transaction log, mends its checksums in a copy, or copies it up to a zxid; --help says how.
set -euo pipefail

ZOOBIN=$(readlink -f "${BASH_SOURCE[0]}")
# shellcheck source=bin/zkEnv.sh
. "$(dirname "$ZOOBIN")/zkEnv.sh"

zk_run_tool io.quorate.cli.files.TxnLogToolkitMain "$@"
