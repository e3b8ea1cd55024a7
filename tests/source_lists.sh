#!/bin/sh
# Every source is named by the nearest CMakeLists.txt above it, and nothing that is named is missing: lists are written by
# hand, so a file that is forgotten would be neither built nor tested.
set -u
cd "$(dirname "$0")/.." || exit 1
broken=0
# Named where they are used: by another list, by a rule of CMake, or by the program they are tested with.
elsewhere='tests/main.cpp tests/app/research/backtest_turns_test.cpp tests/app/research/backtest_words_test.cpp'
list_above() {
  folder=$(dirname "$1")
  while [ ! -f "$folder/CMakeLists.txt" ]; do folder=$(dirname "$folder"); done
  printf '%s\n' "$folder"
}
for source in $(git ls-files -co --exclude-standard messages models adapters actors app tests | grep '\.cpp$'); do
  [ -f "$source" ] || continue
  case " $elsewhere " in *" $source "*) continue ;; esac
  case "$source" in tests/models/external/*_plugin.cpp) continue ;; esac # by their names' first words
  folder=$(list_above "$source")
  name=${source#"$folder"/}
  grep -qE "(^|[ (/])$(printf '%s' "$name" | sed 's/[.]/\\./g')([ )]|\$)" "$folder/CMakeLists.txt" && continue
  printf '%s is not named in %s/CMakeLists.txt\n' "$source" "$folder"
  broken=1
done
# What models outside the tree are built from is installed by name: every header they may include.
for header in $(git ls-files -co --exclude-standard messages models | grep '\.hpp$' | grep -vE 'interfaces|python_|foreign_call|plugin_loader|shelf'); do
  [ -f "$header" ] || continue
  grep -qE "[ (]$header([ )]|\$)" models/CMakeLists.txt && continue
  printf '%s is not among the parts that models/CMakeLists.txt installs\n' "$header"
  broken=1
done
if grep -rn --include=CMakeLists.txt --include='*.cmake' -E 'file\(GLOB' CMakeLists.txt messages models adapters actors app tests systemd; then
  echo 'sources are listed by name, not found by a pattern'
  broken=1
fi
[ "$broken" -eq 0 ] && echo 'every source is listed where it is built'
exit "$broken"
