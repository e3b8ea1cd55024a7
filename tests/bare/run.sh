#!/bin/sh
# Types the README's two commands in a bare Debian 12, as root and as an ordinary user; called by ./test --bare.
# Exit 77 with a sentence where no such root can be made.  run.sh SOURCE_DIR
set -eu
source_dir=$1
made=$source_dir/build/bare
base=$made/base
say() { printf -- '-- %s\n' "$*"; }
skip() { echo "bare machine skipped: $*" >&2; exit 77; }
[ "$(id -u)" -eq 0 ] || skip 'a Debian root needs root'
command -v debootstrap >/dev/null || skip 'debootstrap is missing'
unshare --mount true 2>/dev/null || skip 'this machine does not allow mounts'

# Where this machine gets its own Debian from, so that no second address need be reachable.
mirror() {
  [ -z "${HFT_DEBIAN_MIRROR-}" ] || { echo "$HFT_DEBIAN_MIRROR"; return; }
  apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Codename: bookworm' 'Component: main' |
    grep -m 1 '^http' || echo http://deb.debian.org/debian
}

mkdir -p "$made"
if [ ! -d "$base" ]; then
  say "making a Debian root from $(mirror)"
  rm -rf "$base.begun"
  debootstrap --variant=minbase --include=ca-certificates bookworm "$base.begun" "$(mirror)" >"$made/debootstrap.log" 2>&1 ||
    { tail -n 5 "$made/debootstrap.log" >&2; skip 'debootstrap could not make a root'; }
  mv "$base.begun" "$base"
fi

# Everything from here on in a mount namespace of its own: what is mounted is gone with the script.
if [ -z "${HFT_BARE_INSIDE-}" ]; then HFT_BARE_INSIDE=1 exec unshare --mount "$0" "$source_dir"; fi
mount --make-rprivate /
root=$made/root
rm -rf --one-file-system "$root"
cp -a --reflink=auto "$base" "$root"
# Detached at once, busy or not: what is bound lies on the same disk, and must not be removed with the root.
trap 'cd /; umount -l -R "$root/proc" "$root/dev" "$root/var/cache/ccache" 2>/dev/null || true; rm -rf --one-file-system "$root"' EXIT
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
cp /etc/resolv.conf "$root/etc/resolv.conf"
echo force-unsafe-io >"$root/etc/dpkg/dpkg.cfg.d/no-sync" # it is thrown away
for file in /etc/apt/apt.conf.d/*proxy*; do [ -e "$file" ] && cp "$file" "$root/etc/apt/apt.conf.d/"; done

# What was compiled before is carried in; the reader of a bare machine waits some minutes longer.
cache=${HFT_BARE_CCACHE-$(ccache -k cache_dir 2>/dev/null || echo none)}
mkdir -p "$root/var/cache/ccache"
[ "$cache" = none ] || { mkdir -p "$cache"; mount --bind "$cache" "$root/var/cache/ccache"; }

# as USER HOME COMMAND...: with nothing of this machine's environment.
as() {
  user=$1
  home=$2
  shift 2
  say "$user: $*"
  chroot "$root" /usr/bin/env -i HOME="$home" USER="$user" LC_ALL=C.UTF-8 CCACHE_DIR=/var/cache/ccache CCACHE_UMASK=000 \
    PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HFT_SHARED=/nowhere \
    setpriv --reuid="$user" --regid="$user" --init-groups /bin/sh -c "cd ~/hft-system && $*"
}

say 'a clone under /root, as root'
git clone --quiet --no-hardlinks "file://$source_dir" "$root/root/hft-system"
as root /root './hft --model=modulo --speed=max </dev/null'
as root /root "./test --timeout 300 --repeat until-pass:2 ${HFT_BARE_ROOT_TESTS+-R '$HFT_BARE_ROOT_TESTS'}"

say 'a clone of an ordinary user, who has sudo'
chroot "$root" /usr/bin/env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends sudo >/dev/null
chroot "$root" useradd --create-home --shell /bin/sh member
echo 'member ALL=(ALL) NOPASSWD: ALL' >"$root/etc/sudoers.d/member"
git clone --quiet --no-hardlinks "file://$source_dir" "$root/home/member/hft-system"
chroot "$root" chown -R member:member /home/member/hft-system
[ "$cache" = none ] || chmod -R a+rwX "$cache"
as member /home/member './hft --model=modulo --speed=max </dev/null'
as member /home/member "./test --timeout 300 --repeat until-pass:2 ${HFT_BARE_TESTS+-R '$HFT_BARE_TESTS'}"
say 'both commands work on a bare machine, as root and as an ordinary user'
