#!/usr/bin/env bash
# The pages of `alliance site` in a browser: run.sh [PROGRAM]. Where the browser or npm is missing it
# says so, and that is no failure.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
program=${1:-$here/../../target/release/alliance}
browser=${CHROMIUM:-$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)}
for need in node npm; do
  command -v "$need" >/dev/null || { echo "left out: the pages in a browser, as $need is not installed"; exit 0; }
done
[ -n "$browser" ] || { echo "left out: the pages in a browser, as chromium is not installed"; exit 0; }
if [ ! -d "$here/node_modules/axe-core" ]; then
  (cd "$here" && npm ci --no-audit --no-fund --silent) ||
    { echo "left out: the pages in a browser, as npm could not install what package-lock.json names"; exit 0; }
fi
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export ALLIANCE_NOW=2024-06-01T09:00:00+08:00 ALLIANCE_ACTOR=browser
for example in shanghai-2023 roll-calls reelection; do
  "$program" --quiet --db "$scratch/$example.db" apply "$here/../../examples/$example.toml" >/dev/null
  "$program" --quiet --db "$scratch/$example.db" site "$scratch/$example"
done
CHROMIUM=$browser node "$here/pages.mjs" "$scratch"
