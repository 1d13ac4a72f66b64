#!/usr/bin/env bash
# The engines side by side in one sitting, each in a process of its own: medians, and ratios to OpenCV's plain
# DnnSuperResImpl.upsample on the whole picture ("reference"). Takes a while; leave the machine alone meanwhile.
#
#   bench/whole-process.sh [RUNS]                 light x3 at 512x512 and B32 F256 x3 at 256x256
set -euo pipefail
cd "$(dirname "$0")/.."
runs=${1:-5}

field() { sed -n "s/.*\"$1\":\"\{0,1\}\([^,\"}]*\).*/\1/p"; }

# model side engine precision runs
measure() {
    if line=$(bin/loupe bench --json --model "$1" --side "$2" --engine "$3" --precision "$4" --runs "$5" 2> /dev/null); then
        milliseconds=$(echo "$line" | field milliseconds)
        [ "$3" != reference ] || reference=$milliseconds
        printf '%-16s %4s  %-10s %-5s %9.0f ms  %6.3f TFLOP/s  %5.0f MB  %6.2f x\n' "$1" "$2" "$3" "$4" "$milliseconds" \
            "$(echo "$line" | field tflops)" "$(($(echo "$line" | field rss_bytes) / 1000000))" \
            "$(echo "$reference $milliseconds" | awk '{print $1 / $2}')"
    else
        printf '%-16s %4s  %-10s %-5s not on this machine\n' "$1" "$2" "$3" "$4"
    fi
}

grep -m 1 'model name' /proc/cpuinfo
echo "$(nproc) cores, load $(cut -d ' ' -f 1 /proc/loadavg)"
for case in "edsr-light-x3 512" "edsr-b32f256x3 256"; do
    set -- $case
    measure "$1" "$2" reference auto 1
    measure "$1" "$2" opencv f32 1
    for precision in f32 bf16 int8; do
        measure "$1" "$2" onednn "$precision" "$runs"
    done
done
