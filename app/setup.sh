# Sourced by ./hft and ./test: what a fresh machine needs before it can build. Everything said here
# goes to standard error; standard output belongs to the program.
# Expects $here, the project's root.

say() { printf '%s\n' "$*" >&2; }
die() { say "$*"; exit 1; }

wanted_packages() { sed 's/#.*//' "$here/packages.txt" "$@"; }

# install_packages [FILE...]: what packages.txt (and the files) name and this machine lacks.
install_packages() {
  missing=''
  if command -v dpkg-query >/dev/null 2>&1; then
    for package in $(wanted_packages "$@"); do
      command=${package#*:} # of PACKAGE:COMMAND, perhaps had from elsewhere
      if [ "$command" != "$package" ] && command -v "$command" >/dev/null 2>&1; then continue; fi
      package=${package%%:*}
      dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed ||
        missing="$missing $package"
    done
  elif ! command -v cmake >/dev/null 2>&1 || ! command -v ninja >/dev/null 2>&1; then
    die "hft needs these libraries and tools, here by their Debian names: $(wanted_packages "$@" | sed 's/:.*//' | tr '\n' ' ')"
  fi
  [ -n "$missing" ] || return 0
  command -v apt-get >/dev/null 2>&1 || die "hft needs, by their Debian names:$missing"
  root=''
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null 2>&1 || die "hft needs root to install:$missing (no sudo here)"
    root=sudo
  fi
  say "installing$missing"
  log=$(mktemp)
  if ! { $root env DEBIAN_FRONTEND=noninteractive apt-get -qq update &&
         $root env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends $missing; } >"$log" 2>&1; then
    tail -n 5 "$log" >&2
    rm -f "$log"
    die "hft could not install$missing: see the lines above"
  fi
  rm -f "$log"
}

# newer_sources FILE: true when a source is newer than FILE.
newer_sources() {
  [ -n "$(find "$here/CMakeLists.txt" "$here/CMakePresets.json" "$here/messages" "$here/models" "$here/actors" \
    "$here/adapters" "$here/app" \( -name '*.?pp' -o -name 'CMakeLists.txt' -o -name '*.json' -o -name '*.in' \) \
    -newer "$1" -print 2>/dev/null | head -n 1)" ]
}

# build PRESET TARGET: configures when new, then builds; one builder at a time.
build() {
  mkdir -p "$here/build"
  (
    flock 9
    cd "$here"
    [ -f "build/$1/build.ninja" ] || say "configuring $1"
    log=$(mktemp)
    if ! cmake --preset "$1" >"$log" 2>&1; then
      tail -n 20 "$log" >&2
      rm -f "$log"
      die "hft could not be configured: see the lines above"
    fi
    rm -f "$log"
    say "building $1 (the first time takes some minutes)"
    NINJA_STATUS='[%f/%t, %es] ' cmake --build "build/$1" --target "$2" >&2 || die "hft could not be built: see the lines above"
    [ "$2" != hft ] || touch "build/$1/app/hft"
  ) 9>"$here/build/.lock"
}
