#!/bin/sh
# Measures the HTTP door on loopback with hey (Debian: apt-get install hey curl) and prints a table.
# bench/http.sh [PORT]; starts a service of its own on a home that is deleted afterwards.
# Leave the machine alone meanwhile.
set -eu
cd "$(dirname "$0")/.."
port=${1:-18080}
url=http://127.0.0.1:$port
work=$(mktemp -d)
service=
trap 'stop; rm -rf "$work"' EXIT

start() { # engine, Java's options
    mkdir -p "$work/home/config"
    printf '%s\n' "loupe.engine=$1" loupe.folder.enabled=false "loupe.http.port=$port" loupe.http.management.port=0 \
        > "$work/home/config/application.properties"
    LOUPE_JAVA_OPTS=$2 bin/loupe run --home "$work/home" > "$work/log" 2>&1 &
    service=$!
    until curl -fs "$url/readyz" > "$work/ready"; do sleep 0.2; kill -0 "$service"; done
}

stop() {
    [ -z "$service" ] || kill "$service" && wait "$service" || true
    service=
}

rss() { sed -n 's/^VmRSS:[^0-9]*\([0-9]*\).*/\1/p' "/proc/$service/status" | awk '{ printf "%d MB", $1 / 1024 }'; }

# name, what hey is told
row() {
    name=$1
    shift
    hey "$@" > "$work/hey"
    awk -v name="$name" '
        /Requests\/sec/ { rate = $2 }
        /50% in/ { p50 = $3 * 1000 }
        /99% in/ { p99 = $3 * 1000 }
        /responses$/ { codes = codes " " $1 $2 }
        END { printf "| %s | %.1f | %.1f | %.1f |%s |\n", name, rate, p50, p99, codes }' "$work/hey"
}

# 64x64, by way of 16x16 pixels of noise
pictures() {
    {
        printf 'BM\066\003\000\000\000\000\000\000\066\000\000\000\050\000\000\000'
        printf '\020\000\000\000\020\000\000\000\001\000\030\000'
        head -c 24 /dev/zero
        head -c 768 /dev/urandom
    } > "$work/seed.bmp"
    curl -fs --data-binary "@$work/seed.bmp" -H 'Content-Type: image/bmp' -o "$work/small.jpg" \
        "$url/enhance?engine=bicubic&size=64x64&format=jpeg&quality=90"
}

enhance() { row "$1" -m POST -D "$work/small.jpg" -T image/jpeg "$3" "$4" "$5" "$6" $7 "$url$2"; }

grep -m 1 'model name' /proc/cpuinfo
echo "$(nproc) cores, load $(cut -d ' ' -f 1 /proc/loadavg) at the start"
echo
echo '| 64x64 JPEG | a second | p50, ms | p99, ms | answers |'
echo '|---|---|---|---|---|'
start bicubic ''
pictures
hey -n 3000 -c 2 -m POST -D "$work/small.jpg" -T image/jpeg "$url/enhance" > "$work/hey" # until Java has compiled it
enhance 'POST /enhance, bicubic, 20 a second' /enhance -n 1200 -c 1 '-q 20'
enhance 'POST /enhance, bicubic, as fast as it goes' /enhance -n 4000 -c 2 ''
enhance 'POST /jobs, 20 a second' '/jobs?priority=bulk' -n 600 -c 1 '-q 20'
stop
rm -rf "$work/home"
start auto ''
pictures
enhance 'POST /enhance, best engine, as fast as it goes' /enhance -n 400 -c 2 ''
echo
curl -fs -D "$work/head" -o "$work/out" --data-binary "@$work/small.jpg" -H 'Content-Type: image/jpeg' "$url/enhance"
echo "best engine: $(tr -d '\r' < "$work/head" | awk '/^Loupe-(Engine|Model|Precision)/ { printf "%s ", $2 }')"
echo "1,000 jobs: resident $(rss) before"
for i in $(seq 1000); do
    curl -fs --data-binary "@$work/small.jpg" -H 'Content-Type: image/jpeg' "$url/jobs?priority=bulk" -o "$work/job"
    sed 's/.*"id":"\([^"]*\)".*/\1/' "$work/job" >> "$work/ids"
    echo >> "$work/ids"
done
active() { curl -fs "$url/jobs?state=$1&limit=1" | grep -q '"id"'; }
while active queued || active running; do
    sleep 1
done
fetched=0
for id in $(cat "$work/ids"); do
    curl -fs "$url/jobs/$id/result" -o "$work/result" || continue
    [ "$(head -c 2 "$work/result" | od -An -tx1 | tr -d ' ')" != ffd8 ] || fetched=$((fetched + 1))
done
echo "1,000 jobs: $fetched done and fetched, resident $(rss) after"
