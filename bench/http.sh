#!/bin/sh
# Measures the HTTP door on loopback with hey (Debian: apt-get install hey curl) and prints a table.
# bench/http.sh [PORT [SHARE]]; SHARE, such as 0.1, is the part of the requests to make.
# Starts a service of its own on a home that is deleted afterwards.
# Leave the machine alone meanwhile.
set -eu
cd "$(dirname "$0")/.."
port=${1:-18080}
share=${2:-1}
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

# so many, or what part of them was asked for, and at least 20
part() { awk -v n="$1" -v share="$share" 'BEGIN { n = int(n * share); print n < 20 ? 20 : n }'; }

# name, goal, what hey is told
row() {
    name=$1
    goal=$2
    shift 2
    hey "$@" > "$work/hey"
    awk -v name="$name" -v goal="$goal" '
        /Requests\/sec/ { rate = $2 }
        /50% in/ { p50 = $3 * 1000 }
        /99% in/ { p99 = $3 * 1000 }
        /responses$/ { codes = codes " " $1 $2 }
        END { printf "| %s | %.1f | %.1f | %s | %s |%s |\n", name, rate, p50, p99 ? sprintf("%.1f", p99) : "-", goal, codes }' "$work/hey"
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

# name, goal, path, requests, connections, pace
enhance() { row "$1" "$2" -m POST -D "$work/small.jpg" -T image/jpeg -n "$(part "$4")" -c "$5" $6 "$url$3"; }

# all jobs are done
idle() { while curl -fs "$url/jobs?state=queued&limit=1" "$url/jobs?state=running&limit=1" | grep -q '"id"'; do sleep 0.5; done; }

grep -m 1 'model name' /proc/cpuinfo
echo "$(nproc) cores, load $(cut -d ' ' -f 1 /proc/loadavg) at the start"
echo
echo '| 64x64 JPEG | a second | p50, ms | p99, ms | goal | answers |'
echo '|---|---|---|---|---|---|'
start bicubic ''
pictures
hey -n "$(part 3000)" -c 2 -m POST -D "$work/small.jpg" -T image/jpeg "$url/enhance" > "$work/hey" # until Java has compiled
enhance 'POST /enhance, bicubic, 20 a second' 'p50 under 3, p99 under 15' /enhance 1200 1 '-q 20'
enhance 'POST /enhance, bicubic, as fast as it goes' '' /enhance 3000 2 ''
hey -n "$(part 1000)" -c 2 -m POST -D "$work/small.jpg" -T image/jpeg "$url/jobs?priority=bulk" > "$work/hey"
idle
enhance 'POST /jobs, 20 a second' 'p99 under 50' '/jobs?priority=bulk' 600 1 '-q 20'
stop
rm -rf "$work/home"
start auto ''
pictures
enhance 'POST /enhance, best engine, as fast as it goes' '' /enhance 200 2 ''
echo
curl -fs -D "$work/head" -o "$work/out" --data-binary "@$work/small.jpg" -H 'Content-Type: image/jpeg' "$url/enhance"
echo "best engine: $(tr -d '\r' < "$work/head" | awk '/^Loupe-(Engine|Model|Precision)/ { printf "%s ", $2 }')"

# accepted, done and fetched, a hundred or the asked part of it at a time
fetched=0
jobs() {
    : > "$work/ids"
    for i in $(seq "$1"); do
        curl -fs --data-binary "@$work/small.jpg" -H 'Content-Type: image/jpeg' "$url/jobs?priority=bulk" -o "$work/job" \
            || continue
        sed 's/.*"id":"\([^"]*\)".*/\1/' "$work/job" >> "$work/ids"
        echo >> "$work/ids"
    done
    idle
    for id in $(cat "$work/ids"); do
        curl -fs "$url/jobs/$id/result" -o "$work/result" || continue
        [ "$(head -c 2 "$work/result" | od -An -tx1 | tr -d ' ')" != ffd8 ] || fetched=$((fetched + 1))
    done
}
half=$(part 500)
start=$(rss)
jobs "$half"
middle=$(rss)
jobs "$half"
echo "$((2 * half)) jobs: $fetched accepted, done and fetched (goal: all); resident $start at the start, $middle in the middle," \
    "$(rss) at the end (goal: flat)"
