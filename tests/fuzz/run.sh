#!/bin/sh
# Fuzz targets for so many seconds each, as many at a time as there are cores:
#   tests/fuzz/run.sh BUILD_DIR SECONDS [TARGET]
set -eu
build=$1
seconds=$2
if [ $# -lt 3 ]; then
  find "$build/tests/fuzz" -maxdepth 1 -name '*_fuzz' -printf '%f\n' | sort |
    xargs -P "$(nproc)" -n 1 "$0" "$build" "$seconds"
  exit
fi
name=$3
corpus=$(mktemp -d)
trap 'rm -rf "$corpus"' EXIT
mkdir "$corpus/found"
seeds=$(dirname -- "$0")/seeds/$name
if [ -d "$seeds" ]; then cp "$seeds"/* "$corpus/found"; fi
# A finding is printed whole by the sanitizer, and its input in Base64 by libFuzzer.
if "$build/tests/fuzz/$name" -max_total_time="$seconds" -max_len=4096 -timeout=10 -rss_limit_mb=2048 \
    -artifact_prefix="$corpus/" -print_final_stats=0 "$corpus/found" >"$corpus/log" 2>&1; then
  echo "$name found nothing in $seconds s ($(grep -c '' "$corpus/log") lines of progress)"
else
  tail -n 40 "$corpus/log"
  echo "$name FOUND SOMETHING: see above"
  exit 1
fi
