#!/usr/bin/env bash
# How busy a queue keeps the engine: bench/queue.sh ENGINE PICTURE [COPIES [ftp]] drops so many copies of a picture into
# the watched folder of a service on a home of its own, or lays them on an FTP server (Debian: apt-get install vsftpd), and
# prints the share of the time, from the first picture's beginning to the last one's end, in which the engine was
# enlarging. LOUPE_FOLDER_AT_ONCE and the like work as always.
set -euo pipefail
usage='usage: bench/queue.sh ENGINE PICTURE [COPIES [ftp]]'
engine=${1:?$usage}
picture=$(realpath "${2:?$usage}")
copies=${3:-50}
door=${4:-folder}
cd "$(dirname "$0")/.."
home=$(mktemp -d)
service=
server=
trap 'kill $service $server 2> /dev/null; wait $service $server || true; rm -rf "$home"' EXIT
ln -s "$PWD/models" "$home"
cp -r routes config "$home"
mkdir -p "$home/data/inbox" "$home/data/outbox" "$home/site/scans"
chmod 755 "$home"
from=$home/data/inbox
[ "$door" = folder ] || from=$home/site/scans
for copy in $(seq "$copies"); do cp "$picture" "$from/$copy.${picture##*.}"; done

# a server that everybody may read from
serve() {
    port=2121
    printf '%s\n' listen=YES listen_address=127.0.0.1 "listen_port=$port" background=NO anonymous_enable=YES \
        no_anon_password=YES "anon_root=$home/site" allow_writeable_chroot=YES seccomp_sandbox=NO \
        run_as_launching_user=YES > "$home/vsftpd.conf"
    /usr/sbin/vsftpd "$home/vsftpd.conf" &
    server=$!
    printf '%s\n' 'loupe.sources[0].type=ftp' 'loupe.sources[0].name=bench' 'loupe.sources[0].host=127.0.0.1' \
        "loupe.sources[0].port=$port" 'loupe.sources[0].user=anonymous' 'loupe.sources[0].password=none' \
        'loupe.sources[0].directory=scans' 'loupe.sources[0].settle=0s' >> "$home/config/application.properties"
}
[ "$door" = folder ] || serve

LOUPE_HTTP_MANAGEMENT_PORT=0 LOUPE_HTTP_ENABLED=false LOUPE_JOBS_ENABLED=false LOUPE_ENGINE=$engine LOUPE_FOLDER_SETTLE=0s \
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
