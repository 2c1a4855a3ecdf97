#!/usr/bin/env bash
# Installs what is absent: `setup.sh build` for building, `setup.sh test` for the tests too.
# Does nothing where everything is there. Says the exact command where it may not install.
set -euo pipefail
cd "$(dirname "$0")/.."

say() { printf '\033[1m==>\033[0m %s\n' "$*"; }
fail() { printf 'redlet set-up: %s\n' "$*" >&2; exit 1; }

# Runs a command as root, or says which one to run.
as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"
  elif sudo -n true 2>/dev/null; then sudo "$@"
  else fail "this needs root. Run: sudo $*"
  fi
}

# Debian packages, each by a file that it brings.
packages() {
  local missing=() file
  for pair in "$@"; do
    file=${pair#*=}
    [ -e "$file" ] || missing+=("${pair%%=*}")
  done
  [ ${#missing[@]} = 0 ] && return
  command -v apt-get >/dev/null || fail "install these by your own package manager: ${missing[*]}"
  say "installing ${missing[*]}"
  as_root apt-get update -qq
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

command -v cargo >/dev/null || fail "install Rust first: https://rustup.rs"
node -e 'process.exit(Number(process.versions.node.split(".")[0]) < 20 ? 1 : 0)' || fail "Node 20 or later is needed"

packages clang-19=/usr/bin/clang-19 llvm-19=/usr/bin/llvm-ar-19
if [ "${1:-build}" = test ]; then
  packages chromium=/usr/bin/chromium chromium-driver=/usr/bin/chromedriver \
    firefox-esr=/usr/bin/firefox-esr redis-server=/usr/bin/redis-server redis-tools=/usr/bin/redis-cli
fi

target=wasm32-unknown-unknown
if ! rustup target list --installed | grep -qx "$target"; then
  say "adding the Rust target $target"
  rustup target add "$target"
fi

# The tool must be of exactly the crate's version. It takes minutes to build, so it is kept for the
# user, not for the checkout alone.
version=$(sed -n '/^name = "wasm-bindgen"$/{n;s/version = "\(.*\)"/\1/p}' Cargo.lock)
[ -n "$version" ] || fail "Cargo.lock names no wasm-bindgen"
tools="${XDG_CACHE_HOME:-$HOME/.cache}/redlet/wasm-bindgen-$version"
if [ ! -x "$tools/bin/wasm-bindgen" ]; then
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
