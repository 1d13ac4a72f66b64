#!/bin/sh
# The figures behind docs/performance.md's "Beside the reference article": one network, one machine, one sitting.
# bench/article.sh [RUNS]; the large network on the reference takes some ten minutes on two cores.
set -eu
cd "$(dirname "$0")/.."
runs=${1:-3}

field() { sed -n "s/.*\"$1\":\"\{0,1\}\([^,\"}]*\).*/\1/p"; }

# model side engine runs
measure() {
    if line=$(bin/loupe bench --json --model "$1" --side "$2" --engine "$3" --runs "$4" 2> /dev/null); then
        printf '| %-14s | %4s | %-10s %-4s | %8.0f | %8.0f | %6.0f |\n' "$1" "$2" "$3" "$(echo "$line" | field precision)" \
            "$(echo "$line" | field open_milliseconds)" "$(echo "$line" | field milliseconds)" \
            "$(($(echo "$line" | field rss_bytes) / 1000000))"
    else
        printf '| %-14s | %4s | %-15s | not on this machine | | |\n' "$1" "$2" "$3"
    fi
}

grep -m 1 'model name' /proc/cpuinfo
echo "$(nproc) cores, load $(cut -d ' ' -f 1 /proc/loadavg)"
echo
echo '| network        | side | engine          | open, ms | enlarge, ms | MB |'
echo '|---|---|---|---|---|---|'
# 512x512, then as many pixels as 1024x768 and as 512x384 have
for side in 512 887 443; do
    measure edsr-b32f256x3 "$side" reference 1
    for engine in opencv:cpu opencv:cuda onednn; do
        measure edsr-b32f256x3 "$side" "$engine" "$runs"
    done
done
for engine in reference opencv:cpu opencv:cuda onednn; do
    measure edsr-light-x3 512 "$engine" "$runs"
done
