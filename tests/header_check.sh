#!/bin/sh
# Every header compiles alone. One with a source of its name is that source's first include, so that building it shows it;
# the others are compiled here, one by one. header_check.sh [CXX]
set -u
cd "$(dirname "$0")/.." || exit 1
export CXX="${1-${CXX-c++}}"
broken=0
for source in $(git ls-files messages models actors adapters app | grep '\.cpp$'); do
  header=${source%.cpp}.hpp
  [ -f "$header" ] || continue
  first=$(grep -m1 '^ *# *include' "$source")
  [ "$first" = "#include \"$header\"" ] && continue
  printf '%s does not include %s first but: %s\n' "$source" "$header" "$first"
  broken=1
done
for version in build/*/app/app/version.hpp; do [ -f "$version" ] && VERSION_DIR=$(dirname "$(dirname "$version")") && break; done
export VERSION_DIR="${VERSION_DIR-.}"
alone() { git ls-files messages models actors adapters app | grep '\.hpp$' | while read -r header; do [ -f "${header%.hpp}.cpp" ] || echo "$header"; done; }
# Words of the compiler come in whole: each header's are kept until it is done.
alone | xargs -P "$(nproc)" -I{} sh -c '
  said=$(printf "#include \"%s\"\n" "$1" | "$CXX" -std=c++20 -fsyntax-only -x c++ -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror \
    -Wno-restrict -DBOOST_ERROR_CODE_HEADER_ONLY -DBOOST_BEAST_USE_STD_STRING_VIEW -I. -I"$VERSION_DIR" $(python3-config --includes 2>/dev/null) - 2>&1) ||
    { printf "%s does not compile alone:\n%s\n" "$1" "$said"; exit 1; }' sh {} || broken=1
[ "$broken" -eq 0 ] && echo "every header compiles alone: $(alone | wc -l) without a source were compiled"
exit "$broken"
