#!/bin/sh
# Can a container be made here at all? If not: one sentence, and 77, which CI tells from a failure.
set -eu
skip() { echo "systemd tests skipped: $*" >&2; exit 77; }
[ "$(uname -s)" = Linux ] || skip 'a container needs Linux'
[ "$(id -u)" -eq 0 ] || skip 'a container needs root'
unshare --mount --pid --fork true 2>/dev/null || skip 'this machine does not allow new namespaces'
unshare --mount mount -t tmpfs tmpfs /mnt 2>/dev/null || skip 'this machine does not allow mounts'
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mknod "$folder/null" c 1 3 2>/dev/null || skip 'this machine does not allow device nodes, which a Debian root needs'
grep -qw cgroup /proc/filesystems || grep -qw cgroup2 /proc/filesystems || skip 'the kernel has no control groups'
