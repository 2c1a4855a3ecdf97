#!/usr/bin/env bash
# redis-source.sh FOLDER: fetches the source of Debian 12's redis, for the test suite in it, into the folder.
# Uses this machine's own Debian mirror with lists of its own, so that the system's stay as they are.
set -euo pipefail
folder=$1
name=redis_7.0.15.orig.tar.gz
sum=4b1dc4ee6d622a09fff9c6777191209750fb5e5a725ef78ea012d6eef4c22982
source=/etc/apt/sources.list.d/debian.sources
[ -e "$source" ] && command -v apt-get >/dev/null || { echo "no Debian mirror is known here" >&2; exit 1; }

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work"/{sources,lists/partial,cache/archives/partial}
awk 'BEGIN { RS = ""; ORS = "\n\n" } NR == 1' "$source" |
  sed 's/^Types: .*/Types: deb-src/; s/^Suites: .*/Suites: bookworm/' > "$work/sources/source.sources"
chmod -R a+rX "$work"
options=(-o Dir::Etc::sourcelist=/dev/null -o "Dir::Etc::sourceparts=$work/sources" -o "Dir::State::lists=$work/lists"
  -o "Dir::Cache=$work/cache" -o APT::Sandbox::User=root -o Acquire::Languages=none -qq)
apt-get "${options[@]}" update
(cd "$work" && apt-get "${options[@]}" source --download-only --tar-only redis)
(cd "$work" && echo "$sum  $name" | sha256sum --check --quiet)
tar -xzf "$work/$name" -C "$folder" --strip-components 1
