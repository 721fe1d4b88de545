#!/usr/bin/env bash
# The end-to-end suite on a PostgreSQL server: Debian's is installed where it is missing and may be.
set -euo pipefail
cd "$(dirname "$0")/../.."
if ! ls /usr/lib/postgresql/*/bin/initdb > /dev/null 2>&1 && [ "$(id -u)" = 0 ] && command -v apt-get > /dev/null; then
    (apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq postgresql) > /dev/null 2>&1 || true
fi
told=$(bash tests/cluster/cluster.sh start) || {
    code=$?
    [ $code = 77 ] || exit $code
    echo "left out: the end-to-end suite on a server"
    exit 0
}
folder=$(head -1 <<< "$told")
trap 'bash tests/cluster/cluster.sh stop "$folder"' EXIT
suites=()
for file in tests/*.rs; do
    if grep -q "^mod office;" "$file" && ! grep -q "^mod cluster;" "$file"; then
        suites+=(--test "$(basename "$file" .rs)")
    fi
done
echo "on a server: ${suites[*]//--test/}"
ALLIANCE_TEST_SERVER=$(tail -1 <<< "$told") cargo test "${suites[@]}"
