#!/bin/sh
# The benchmarks, as ratios against yardsticks in the same run. Timings are told, never judged by
# the exit code: that is non-zero only when something broke.
#   tests/bench/run.sh BUILD_DIR [--long] [--rounds=3] [--seconds=5]
# --long adds the floods of throughput.sh, models that change and pages that are open (minutes).
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$(readlink -f -- "$0")")" && pwd)
[ $# -gt 0 ] || { sed -n '2,5s/^# \{0,1\}//p' "$0" >&2; exit 2; }
build=$1
shift
long=''
for word in "$@"; do
  shift
  if [ "$word" = --long ]; then long=yes; else set -- "$@" "$word"; fi
done
cmake --build "$build" --target hft hft_bench_programs >/dev/null ||
  { echo "the benchmarks could not be built in $build" >&2; exit 1; }
export PYTHONDONTWRITEBYTECODE=1
python=python3
[ ! -x /usr/bin/python3 ] || python=/usr/bin/python3
"$build/tests/bench/desk_cost"
"$build/tests/bench/model_cost"
"$python" "$here/tick_to_order.py" "$build" "$@"
[ -z "$long" ] || "$here/throughput.sh" "$build"
[ -z "$long" ] || "$python" "$here/models_live.py" "$build"
[ -z "$long" ] || "$python" "$here/pages_open.py" "$build"
