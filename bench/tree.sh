#!/usr/bin/env bash
# Listing and bookkeeping of a large tree in a small heap: bench/tree.sh [FILES] [HEAP]. First every file is new, then
# all but ten are known to be done; a service of its own, on a home that is deleted afterwards
# (Debian: apt-get install curl jq).
set -euo pipefail
files=${1:-50000}
heap=${2:-128m}
cd "$(dirname "$0")/.."
. bench/classpath.sh
work=$(mktemp -d)
service=
trap 'kill "$service" 2> /dev/null && wait "$service" || true; rm -rf "$work"' EXIT
mkdir -p "$work/home/config" "$work/tree"
cp -r routes "$work/home"
ln -s "$PWD/models" "$work/home/models"
printf '%s\n' loupe.engine=bicubic loupe.folder.enabled=false loupe.http.enabled=false loupe.jobs.enabled=false \
    loupe.http.management.port=9877 'loupe.sources[0].type=folder' 'loupe.sources[0].name=tree' \
    "loupe.sources[0].directory=$work/tree" 'loupe.sources[0].settle=0s' 'loupe.sources[0].poll=1h' \
    > "$work/home/config/application.properties"
# what is in the files is no picture: nothing is enlarged
seq "$files" | awk -v tree="$work/tree" '{ d = int($1 / 500); if (!(d in made)) { made[d] = 1; print tree "/" d } }' |
    xargs mkdir -p
seq "$files" | awk -v tree="$work/tree" \
    '{ file = tree "/" int($1 / 500) "/scan " $1 ".png"; print "P6 2 2 255" > file; close(file) }'

standing() { curl -fs http://127.0.0.1:9877/sources/standing | jq -r ".[0].$1"; }
start() {
    java "-Xmx$heap" -cp "$classpath" -Dorg.bytedeco.javacpp.cachedir=target/javacpp dev.loupe.App run \
        --home "$work/home" > "$work/log" 2>&1 &
    service=$!
    began=$(date +%s%N)
    until [ "$(standing left 2> "$work/waiting")" -ge 1 ] 2> "$work/waiting"; do
        kill -0 "$service" || { cat "$work/log" >&2; exit 1; }
        sleep 0.05
    done
    echo "$1: $(standing left) left, told $((($(date +%s%N) - began) / 1000000)) ms after the start of the process;" \
        "at most $(awk '/VmHWM/ { print int($2 / 1024) }' "/proc/$service/status") MB resident, heap $heap"
}
stop() { kill "$service"; wait "$service" || true; service=; }

start "$files files, all new"
stop
rm -rf "$work/home/data"
java -cp "$classpath" dev.loupe.work.Remembered "$work/home" tree "$work/tree"
for new in 1 2 3 4 5 6 7 8 9 10; do echo P6 > "$work/tree/0/new $new.png"; done
start "$files files known, ten new"
