#!/usr/bin/env bash
# How busy a queue keeps the engine: bench/queue.sh ENGINE PICTURE [COPIES] drops so many copies of a picture into the
# watched folder of a service on a home of its own, and prints the share of the time, from the first picture's beginning to
# the last one's end, in which the engine was enlarging. LOUPE_FOLDER_AT_ONCE and the like work as always.
set -euo pipefail
engine=${1:?usage: bench/queue.sh ENGINE PICTURE [COPIES]}
picture=$(realpath "${2:?usage: bench/queue.sh ENGINE PICTURE [COPIES]}")
copies=${3:-50}
cd "$(dirname "$0")/.."
home=$(mktemp -d)
trap 'kill "${service:-}" 2> /dev/null && wait "$service" || true; rm -rf "$home"' EXIT
ln -s "$PWD/models" "$home"
cp -r routes config "$home"
mkdir -p "$home/data/inbox" "$home/data/outbox"
for copy in $(seq "$copies"); do cp "$picture" "$home/data/inbox/$copy.${picture##*.}"; done

LOUPE_HTTP_ENABLED=false LOUPE_JOBS_ENABLED=false LOUPE_ENGINE=$engine LOUPE_FOLDER_SETTLE=0s \
    bin/loupe run --home "$home" > "$home/log" 2>&1 &
service=$!
until [ "$(find "$home/data/outbox" -type f ! -name '.*' | wc -l)" = "$copies" ]; do
    kill -0 "$service" 2> /dev/null || { cat "$home/log" >&2; exit 1; }
    sleep 0.1
done

# "... 13:05:01.123 ... 640 ms (decode 5, prescale 0, queue 300, upscale 320, encode 15)"
grep -o '[0-9][0-9]:[0-9][0-9]:[0-9][0-9][.,][0-9]*.* ms (decode .*upscale [0-9]*, encode' "$home/log" | tr ',' '.' | awk '
    { split($1, t, ":"); end = t[1] * 3600 + t[2] * 60 + t[3]
      match($0, /[0-9]+ ms \(decode/); begin = end - substr($0, RSTART, RLENGTH) / 1000
      match($0, /upscale [0-9]+/); busy += substr($0, RSTART + 8, RLENGTH - 8) / 1000
      if (NR == 1 || begin < first) first = begin
      if (end > last) last = end }
    END { printf "%d pictures in %.1f s, the engine busy %.0f %% of it\n", NR, last - first, 100 * busy / (last - first) }'
