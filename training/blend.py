# SPDX-License-Identifier: Apache-2.0
"""Mixes fine-tuned weights with the ones they began from, in several parts, and measures each on the held-out crops."""
import argparse

import torch

import data
import weights
import winograd
from model import from_state
from train import CONDITIONS, bf16, check


def main():
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("--photos", help="without it nothing is measured")
    p.add_argument("--skip", default="")
    p.add_argument("--from", dest="start", nargs="+", required=True, help="the weights the fine-tuning began from")
    p.add_argument("--tuned", nargs="+", required=True)
    p.add_argument("--parts", default="0.8,0.9,1.0", help="how much of --tuned, comma-separated")
    p.add_argument("--mix", choices=sorted(CONDITIONS), default="archive")
    p.add_argument("--winograd", action="store_true", help="measure in f32, for processors without bf16; needs g++, AVX2")
    p.add_argument("--out", help="write the .pt of the last part here")
    args = p.parse_args()
    forward = winograd.Forward() if args.winograd else bf16
    start, tuned = weights.load(args.start), weights.load(args.tuned)
    photos = args.photos and data.Photos(args.photos, [s for s in args.skip.split(",") if s])
    for part in (float(n) for n in args.parts.split(",")):
        net = from_state({k: (1 - part) * start[k] + part * v for k, v in tuned.items()})
        net = net.to(memory_format=torch.channels_last)
        if photos:
            print(part, check(net, photos, net.scales, CONDITIONS[args.mix], forward), flush=True)
    if args.out:
        torch.save(net.state_dict(), args.out)


if __name__ == "__main__":
    main()
