#!/bin/sh
# Builds the Debian package and tries it under a real systemd in a container; called by ./test --systemd.
# Exit 77 with a sentence where no container can boot.  run.sh SOURCE_DIR [TESTS]
set -eu
here=$1
shift
command -v systemd-nspawn >/dev/null || { echo 'systemd tests skipped: systemd-nspawn is missing' >&2; exit 77; }
cd "$here/build/release"
cmake . >/dev/null
ninja hft hft_compressed >&2
rm -f ./*.deb
cpack -G DEB >&2
exec python3 "$here/tests/systemd/systemd_test.py" "$@"
