#!/bin/sh
# Builds the Debian package and tries it under a real systemd in a container; called by ./test --systemd.
# Exit 77 with a sentence where no container can boot.  run.sh SOURCE_DIR [TESTS]
set -eu
here=$1
shift
command -v systemd-nspawn >/dev/null || { echo 'systemd tests skipped: systemd-nspawn is missing' >&2; exit 77; }
cd "$here"
rm -f hft-system_*.deb build/release/*.deb
# As the page says it is made.
line=$(sed -n '/^## The package/,/^## Five/p' docs/deployment.md | sed -n '/^```sh/,/^```/{//!p}')
[ -n "$line" ] || { echo 'docs/deployment.md does not say how the package is made' >&2; exit 1; }
echo "-- $line" >&2
eval "$line" >&2
mv hft-system_*.deb build/release
[ $# -gt 0 ] || python3 "$here/tests/systemd/package_test.py"
exec python3 "$here/tests/systemd/systemd_test.py" "$@"
