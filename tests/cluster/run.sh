#!/usr/bin/env bash
# The end-to-end suite on a PostgreSQL server, where there is one.
set -euo pipefail
cd "$(dirname "$0")/../.."
told=$(bash tests/cluster/cluster.sh start) || {
    code=$?
    [ $code = 77 ] || exit $code
    echo "left out: the end-to-end suite on a server"
    exit 0
}
folder=$(head -1 <<< "$told")
trap 'bash tests/cluster/cluster.sh stop "$folder"' EXIT
# Left out is what asks nothing of the engine, and what starts a server of its own.
skip=(rooms:: readme:: words:: completions:: paper_form:: failover:: roles:: server:: sharing::)
ALLIANCE_TEST_SERVER=$(tail -1 <<< "$told") cargo test --no-fail-fast --test suite --test slow -- "${skip[@]/#/--skip=}"
