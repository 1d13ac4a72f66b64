#!/bin/sh
# Large uploads into a small heap, and clients that send a byte a second
# (Debian: apt-get install curl hey slowhttptest).
# bench/large.sh [PORT [SHARE]]; SHARE, such as 0.1, is the part of the small requests to make.
# Starts a service of its own on a home that is deleted afterwards.
set -eu
cd "$(dirname "$0")/.."
port=${1:-18080}
share=${2:-1}
url=http://127.0.0.1:$port
work=$(mktemp -d)
service=
trap 'kill "$service"; wait "$service" || true; rm -rf "$work"' EXIT

mkdir -p "$work/home/config"
printf '%s\n' loupe.engine=bicubic loupe.folder.enabled=false "loupe.http.port=$port" loupe.http.management.port=0 \
    > "$work/home/config/application.properties"
LOUPE_JAVA_OPTS=-Xmx256m bin/loupe run --home "$work/home" > "$work/log" 2>&1 &
service=$!
until curl -fs "$url/readyz" > "$work/ready"; do sleep 0.2; kill -0 "$service"; done

# a picture of 64x64 with 100 MB of rubbish behind it
{
    printf 'BM\066\003\000\000\000\000\000\000\066\000\000\000\050\000\000\000'
    printf '\020\000\000\000\020\000\000\000\001\000\030\000'
    head -c 24 /dev/zero
    head -c 768 /dev/urandom
} > "$work/seed.bmp"
curl -fs --data-binary "@$work/seed.bmp" -H 'Content-Type: image/bmp' -o "$work/small.jpg" "$url/enhance?size=64x64&format=jpeg"
cp "$work/small.jpg" "$work/large.jpg"
head -c 100000000 /dev/zero >> "$work/large.jpg"

send() { # name, what curl is told
    name=$1
    shift
    curl -s -o "$work/answer.$name" -w "$name: %{http_code} after %{time_total} s\n" "$@"
}

echo "100 MB, raw and as a form at once, with a heap of 256 MB (goal: 200 and 202):"
for path in enhance jobs; do
    send "raw-$path" -X POST -T "$work/large.jpg" -H 'Content-Type: image/jpeg' "$url/$path" &
    raw=$!
    send "form-$path" -F "image=@$work/large.jpg" "$url/$path"
    wait "$raw"
done
while curl -fs "$url/jobs" | grep -qE '"state":"(queued|running)"'; do sleep 0.5; done
echo "jobs done: $(curl -fs "$url/jobs" | grep -o '"state":"done"' | wc -l) of 2"

echo
echo "64x64 at 20 a second, alone and beside 200 clients that send a byte a second (goal: all are answered, as fast):"
some=$(awk -v share="$share" 'BEGIN { n = int(400 * share); print n < 40 ? 40 : n }')
pace() { hey -n "$some" -c 1 -q 20 -m POST -D "$work/small.jpg" -T image/jpeg "$url/enhance" | grep -E '(50|99)% in|responses'; }
pace
slowhttptest -B -c 200 -r 100 -i 1 -x 2 -s 1000000 -t POST -l 60 -u "$url/enhance" -f image/jpeg > "$work/slow" 2>&1 &
slow=$!
sleep 5
echo "connected meanwhile: $(awk -v port="$(printf ':%04X' "$port")" '$2 ~ port"$" && $4 == "01"' /proc/net/tcp /proc/net/tcp6 | wc -l)"
pace
kill "$slow" 2> "$work/killed" || true
wait "$slow" || true
echo
echo "resident: $(sed -n 's/^VmRSS:[^0-9]*\([0-9]*\).*/\1/p' "/proc/$service/status" | awk '{ printf "%d MB", $1 / 1024 }')"
