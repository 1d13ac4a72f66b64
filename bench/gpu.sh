#!/bin/sh
# Measures an NVIDIA GPU: bench/gpu.sh OUT writes one JSON object per line to OUT/bench.jsonl, beside what was loaded and
# how busy the GPU was. Needs what docs/gpu.md lists; ends at once, with doctor's reason, where CUDA is not there.
set -eu

out=${1:?usage: bench/gpu.sh OUT}
loupe=$(dirname "$0")/../bin/loupe
mkdir -p "$out"

"$loupe" doctor --json | tee "$out/doctor.json"
nvidia-smi --query-gpu=name,driver_version,compute_cap,memory.total --format=csv > "$out/gpu.csv"
nvidia-smi --query-gpu=timestamp,utilization.gpu,memory.used --format=csv --loop-ms=200 > "$out/load.csv" &
load=$!
trap 'kill "$load"' EXIT

bench() { # model side precision
    "$loupe" bench --json --model "$1" --side "$2" --engine opencv:cuda --precision "$3" --runs 20 | tee -a "$out/bench.jsonl"
}

: > "$out/bench.jsonl"
for precision in fp16 f32; do
    for side in 256 512 1024; do
        bench edsr-b32f256x3 "$side" "$precision"
        bench edsr-light-x3 "$side" "$precision"
    done
done
