#!/bin/sh
# The official JavaScript clients and cpquant's way of streaming against a venue of our own.
# Usage: run.sh HFT_BINARY. Exits 77 when node, npm or the clients' packages cannot be had.
set -eu
binary=${1:?usage: run.sh HFT_BINARY}
here=$(cd "$(dirname "$0")" && pwd)

skip() {
  echo "SKIPPED: the official clients did not run: $1"
  exit 77
}

command -v node > /dev/null || skip "node is not installed"
command -v npm > /dev/null || skip "npm is not installed"
command -v python3 > /dev/null || skip "python3 is not installed"

work=$(mktemp -d)
venue=
stop() {
  if [ -n "$venue" ]; then kill "$venue" 2> /dev/null || true; wait "$venue" 2> /dev/null || true; fi
  rm -rf "$work"
}
trap stop EXIT

cp "$here"/package.json "$here"/package-lock.json "$here"/*.mjs "$work"
(cd "$work" && npm ci --no-audit --no-fund --silent > npm.log 2>&1) ||
  skip "npm cannot fetch their packages ($(tail -n 1 "$work/npm.log"))"

mkfifo "$work/first_line"
"$binary" venue --speed=1 --date=2024-03-05 --at=10:00 --quiet-tape > "$work/first_line" &
venue=$!
read -r _ _ url < "$work/first_line"

node "$work/client3.mjs" "$url"
node "$work/client4.mjs" "$url"
python3 "$here/cpquant_stream.py" "$url"
echo "the official clients 3.1.3 and 4.0.2 and cpquant's stream agree with the venue"
