#!/bin/sh
# Every C++ file is laid out as .clang-format says.
set -eu
cd "$(dirname "$0")/.."
git ls-files '*.cpp' '*.hpp' | xargs clang-format-14 --dry-run --Werror
echo "layout is as .clang-format says"
