#!/bin/sh
# Builds the Debian package and tries it under a real systemd in a container; called by ./test --systemd.
# Without the right to make containers it says so and leaves.  run.sh SOURCE_DIR
set -eu
here=$1
shift
skip() { echo "systemd tests skipped: $*"; exit 0; }
[ "$(id -u)" -eq 0 ] || skip 'a container needs root'
command -v systemd-nspawn >/dev/null || skip 'systemd-nspawn is missing'
unshare --mount --pid --fork true 2>/dev/null || skip 'this machine does not allow new namespaces'
cd "$here/build/release"
cmake . >/dev/null
ninja hft hft_compressed >&2
rm -f ./*.deb
cpack -G DEB >&2
exec python3 "$here/tests/systemd/systemd_test.py" "$@"
