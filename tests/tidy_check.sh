#!/bin/sh
# Names and usual bugs, as .clang-tidy says: the sources that a change touches, then others, in an order that moves on
# from day to day, until the time is up. tidy_check.sh [SECONDS]; 77: clang-tidy is not installed or nothing was built.
set -u
cd "$(dirname "$0")/.." || exit 1
seconds=${1-600}
until=$(($(date +%s) + seconds))
tidy=$(command -v clang-tidy-14 || command -v clang-tidy) || { echo 'skipped: clang-tidy is not installed'; exit 77; }
for build in build/*/; do [ -f "$build/compile_commands.json" ] && break; done
[ -f "$build/compile_commands.json" ] || { echo 'skipped: nothing was built here'; exit 77; }
ours() { grep -E '^(messages|models|actors|adapters|app)/.*\.cpp$'; }
since=$(git merge-base HEAD origin/main 2>/dev/null || git rev-parse HEAD~1 2>/dev/null || echo HEAD)
changed=$(git diff --name-only --diff-filter=d "$since" | ours)
all=$(git ls-files | ours)
first=$((($(date +%s) / 86400 * 37) % $(printf '%s\n' "$all" | wc -l) + 1))
others=$(printf '%s\n' "$all" | sed -n "$first,\$p"; printf '%s\n' "$all" | sed -n "1,${first}p")
looked=0
found=
for source in $(printf '%s\n%s\n' "$changed" "$others" | awk 'NF && !seen[$0]++'); do
  [ "$(date +%s)" -lt "$until" ] || break
  grep -q "/$source\"" "$build/compile_commands.json" || continue # not built with these options
  said=$("$tidy" -p "$build" --quiet --extra-arg=-Wno-unknown-warning-option --checks=-clang-diagnostic-* "$source" 2>/dev/null |
    grep -E '^/.*: (warning|error): ' | sort -u)
  looked=$((looked + 1))
  [ -z "$said" ] || { printf '%s\n' "$said"; found="$found $source"; }
done
printf '%s of %s sources looked at, with findings:%s\n' "$looked" "$(printf '%s\n' "$all" | wc -l)" "${found:- none}"
[ -z "$found" ]
