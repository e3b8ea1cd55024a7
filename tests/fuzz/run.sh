#!/bin/sh
# Every fuzz target for so many seconds: tests/fuzz/run.sh BUILD_DIR SECONDS
set -eu
build=$1
seconds=$2
seeds=$(dirname -- "$0")/seeds
corpus=$(mktemp -d)
trap 'rm -rf "$corpus"' EXIT
found=0
for program in "$build"/tests/fuzz/*_fuzz; do
  name=$(basename "$program")
  mkdir "$corpus/$name"
  if [ -d "$seeds/$name" ]; then cp "$seeds/$name"/* "$corpus/$name"; fi
  # A finding is printed whole by the sanitizer, and its input in Base64 by libFuzzer.
  if "$program" -max_total_time="$seconds" -max_len=4096 -timeout=10 -rss_limit_mb=2048 \
      -artifact_prefix="$corpus/" -print_final_stats=0 "$corpus/$name" >"$corpus/log" 2>&1; then
    echo "$name found nothing in $seconds s ($(grep -c '' "$corpus/log") lines of progress)"
  else
    tail -n 40 "$corpus/log"
    echo "$name FOUND SOMETHING: see above"
    found=1
  fi
done
exit "$found"
