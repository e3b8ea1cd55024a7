#!/bin/sh
# The floods: a minute of 20,000 trades a second, then twice what the system can take.
#   tests/bench/throughput.sh BUILD_DIR [--seconds=60]
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$(readlink -f -- "$0")")" && pwd)
[ $# -gt 0 ] || { sed -n '2,3s/^# \{0,1\}//p' "$0" >&2; exit 2; }
export PYTHONDONTWRITEBYTECODE=1
python=python3
[ ! -x /usr/bin/python3 ] || python=/usr/bin/python3
exec "$python" "$here/throughput.py" "$@"
