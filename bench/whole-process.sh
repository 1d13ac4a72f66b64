#!/usr/bin/env bash
# The engines side by side in one sitting, each in a process of its own: medians, and ratios to OpenCV's plain
# DnnSuperResImpl.upsample on the whole picture ("reference"); beside them ONNX Runtime, and the rate of one oneDNN
# convolution over and over; at last the light network with encoding its result as JPEG 95. Takes a while; leave the machine alone meanwhile. ONEDNN_MAX_CPU_ISA=AVX2 caps what oneDNN
# uses (not ONNX Runtime, which has no such switch).
#
#   bench/whole-process.sh [RUNS]                 light x3 at 512x512 and B32 F256 x3 at 256x256
set -euo pipefail
cd "$(dirname "$0")/.."
runs=${1:-5}
. bench/classpath.sh
export MALLOC_ARENA_MAX=2 # as bin/loupe has it

field() { sed -n "s/.*\"$1\":\"\{0,1\}\([^,\"}]*\).*/\1/p"; }

# a class of the benchmarks and its arguments
bench() { java -cp "$classpath" -Dorg.bytedeco.javacpp.cachedir=target/javacpp "$@" 2> /dev/null | grep '^{'; }

# engine model side precision runs [jpeg]
measured() {
    case $1 in
        onnxruntime) bench dev.loupe.bench.OnnxRuntime "$2" "$3" "$5" ;;
        *) bin/loupe bench --json --model "$2" --side "$3" --engine "$1" --precision "$4" --runs "$5" \
            ${6:+--jpeg "$6"} 2> /dev/null ;;
    esac
}

# model side engine precision runs [jpeg]
measure() {
    if line=$(measured "$3" "$1" "$2" "$4" "$5" "${6:-}"); then
        milliseconds=$(echo "$line" | field milliseconds)
        [ "$3" != reference ] || reference=$milliseconds
        printf '%-16s %4s  %-11s %-5s %9.0f ms  %6.3f TFLOP/s  %5.0f MB  %6.2f x\n' "$1" "$2" "$3" "$4" "$milliseconds" \
            "$(echo "$line" | field tflops)" "$(($(echo "$line" | field rss_bytes) / 1000000))" \
            "$(echo "$reference $milliseconds" | awk '{print $1 / $2}')"
    else
        printf '%-16s %4s  %-11s %-5s not on this machine\n' "$1" "$2" "$3" "$4"
    fi
}

# features precision
convolution() {
    if line=$(bench dev.loupe.engine.onednn.SingleConvolution "$1" "$2"); then
        printf 'one convolution of %s features, %-5s %30.3f TFLOP/s  at %s\n' "$1" "$2" \
            "$(echo "$line" | field tflops)" "$(echo "$line" | field shape)"
    fi
}

grep -m 1 'model name' /proc/cpuinfo
echo "$(nproc) cores, load $(cut -d ' ' -f 1 /proc/loadavg)"
for case in "edsr-light-x3 512 64" "edsr-b32f256x3 256 256"; do
    set -- $case
    measure "$1" "$2" reference auto 1
    measure "$1" "$2" opencv f32 1
    measure "$1" "$2" onnxruntime f32 "$runs"
    for precision in f32 bf16 int8; do
        measure "$1" "$2" onednn "$precision" "$runs"
        convolution "$3" "$precision"
    done
done

echo "with JPEG 95:"
measure edsr-light-x3 512 reference auto 1 95
for precision in f32 bf16 int8; do
    measure edsr-light-x3 512 onednn "$precision" "$runs" 95
done
