#!/usr/bin/env bash
# All that is to be measured on an NVIDIA GPU, in one go: bench/gpu.sh OUT [PICTURE] writes into the folder OUT
#
#   doctor.txt    what is loaded         gpu.csv       the GPU             load.csv  how busy it was, every 200 ms
#   tests.txt     the contract on it     starts.txt    first, later start  bench.jsonl  networks, sizes, precisions
#   quality.txt   FP16 and F32 on the pairs in the folders that PAIRS names, as `loupe models evaluate` takes them
#   large.txt     PICTURE (a JPEG of 12 megapixels or more) x2 and x3, with all memory and with a twentieth of it
#   queue.txt     200 copies of a 512-pixel picture through the watched folder: how busy the engine was
#
# Needs what docs/gpu.md lists; ends at once, with doctor's reason, where CUDA is not there.
set -euo pipefail
out=$(realpath -m "${1:?usage: bench/gpu.sh OUT [PICTURE]}")
picture=${2:+$(realpath "$2")}
cd "$(dirname "$0")/.."
mkdir -p "$out"

bin/loupe doctor | tee "$out/doctor.txt"
grep -q 'opencv:cuda:0 ready' "$out/doctor.txt" || exit 1

nvidia-smi --query-gpu=name,driver_version,compute_cap,memory.total --format=csv > "$out/gpu.csv"
nvidia-smi --query-gpu=timestamp,utilization.gpu,memory.used --format=csv --loop-ms=200 > "$out/load.csv" &
load=$!
trap 'kill "$load"' EXIT

step() { date -u "+== %T $*"; }

# model side precision
bench() {
    bin/loupe bench --json --model "$1" --side "$2" --engine opencv:cuda --precision "$3" --runs 20 \
        | tee -a "$out/bench.jsonl"
}

enhance() { bin/loupe enhance "$@" --engine opencv:cuda --oversize tile --format jpeg; }

step the contract
mvn -q -B test -Dtest='OpenCvEngineTest*,OpenCvNativesTest,SessionTest' -Dsurefire.failIfNoSpecifiedTests=false \
    > "$out/tests.txt" 2>&1 || echo "tests failed, see $out/tests.txt"

step starts # the first one measures shapes, and compiles kernels where the natives hold none for this GPU
for start in first second third; do
    { time bin/loupe bench --model edsr-light-x3 --side 64 --engine opencv:cuda --runs 1; } 2>&1 | sed "s/^/$start /"
done | tee "$out/starts.txt"

step networks
: > "$out/bench.jsonl"
for precision in fp16 f32; do
    for side in 256 512 1024; do
        bench edsr-b32f256x3 "$side" "$precision"
        bench edsr-light-x3 "$side" "$precision"
    done
done

if [ -n "${PAIRS:-}" ]; then
    step quality
    for precision in fp16 f32; do
        # shellcheck disable=SC2086 # several folders
        bin/loupe models evaluate --pairs $PAIRS --engine opencv:cuda --precision "$precision"
    done | tee "$out/quality.txt"
fi

if [ -n "$picture" ]; then
    step large pictures
    for share in 0.8 0.05; do
        for scale in 2 3; do
            echo "memory share $share"
            LOUPE_GPU_MEMORY_SHARE=$share enhance "$picture" -o "$out/large-x$scale.jpg" --scale "$scale"
        done
    done | tee "$out/large.txt"

    step a queue
    bin/loupe enhance "$picture" -o "$out/small.jpg" --engine bicubic --oversize prescale --max-side 256 --scale 2
    { date -u +%T; LOUPE_FOLDER_AT_ONCE=6 bench/queue.sh opencv:cuda "$out/small.jpg" 200; date -u +%T; } \
        | tee "$out/queue.txt"
fi
