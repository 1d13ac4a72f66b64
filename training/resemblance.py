# SPDX-License-Identifier: Apache-2.0
"""How near networks come to their teacher on photographs that none of them was trained on, spoiled in four ways.

    python3 resemblance.py --photos PHOTOS --held-out "$HELD" --teacher TEACHER.onnx MODEL.onnx run/photo/best.pt
"""
import argparse
import fnmatch
from pathlib import Path

import numpy as np
import torch

import data
import degrade
import weights
from evaluate import bicubic
from measure import psnr, to_pictures, to_tensor
from model import from_state
from teacher import SCALE, Teacher
from train import bf16

SIDE = 640  # of the square out of a photograph; the small pictures have a quarter of it
SQUARE = 8  # pixels; an area is flat or not by such squares


def middle(picture):
    return picture[SIDE // 4:-SIDE // 4, SIDE // 4:-SIDE // 4]


def rough(picture, rng):
    return degrade.jpeg(degrade.noise(degrade.blur(picture, 0.8), 5, rng), 50)


CONDITIONS = {
    "1/2, JPEG 40": lambda sharp, rng: degrade.jpeg(degrade.resize(middle(sharp), 2), 40),
    "1/4, JPEG 40": lambda sharp, rng: degrade.jpeg(degrade.resize(sharp, 4), 40),
    "1/4, clean": lambda sharp, rng: degrade.resize(sharp, 4),
    "1/4, blur, noise, JPEG 50": lambda sharp, rng: rough(degrade.resize(sharp, 4), rng),
}


def squares(folder, names):
    """The most detailed of eight squares of each held-out photograph, by its name."""
    paths = [p for p in data.find(folder) if any(fnmatch.fnmatch(p.name, name) for name in names)]
    return {p.stem: data.hold_out(data.load(p), np.random.default_rng(7), SIDE)[0] for p in paths}


@torch.no_grad()
def looks(sharps, teacher):
    """(condition, small picture, the teacher's large one) of all squares."""
    found = []
    for number, sharp in enumerate(sharps.values()):
        for name, spoil in CONDITIONS.items():
            small = spoil(sharp, np.random.default_rng(number))
            found.append((name, small, to_pictures(bf16(teacher, to_tensor([small]), SCALE))[0]))
    return found


def slope(picture):
    """How steep the brightness is at every pixel, in grey levels."""
    grey = picture.mean(2)
    return np.hypot(np.diff(grey, axis=0)[:, :-1], np.diff(grey, axis=1)[:-1])


def flat_half(steep):
    """The pixels in that half of all squares which is least steep."""
    high, wide = (n // SQUARE * SQUARE for n in steep.shape)
    means = steep[:high, :wide].reshape(high // SQUARE, SQUARE, -1, SQUARE).mean((1, 3))
    return np.kron(means <= np.median(means), np.ones((SQUARE, SQUARE), bool)), (slice(high), slice(wide))


def figures(output, target):
    """PSNR on Y; the slope where the teacher's is in its strongest tenth, as a part of it; that of the flat half."""
    ours, theirs = slope(output), slope(target)
    strong = theirs >= np.quantile(theirs, 0.9)
    flat, whole_squares = flat_half(theirs)
    return psnr(output, target, SCALE), ours[strong].mean() / theirs[strong].mean(), ours[whole_squares][flat].mean()


@torch.no_grad()
def resemblance(net, looks):
    """By condition the mean figures; a network of None is bicubic."""
    by = {}
    for name, small, target in looks:
        if net is None:
            output = bicubic(small, SCALE)
        else:
            output = to_pictures(bf16(net, to_tensor([small]), SCALE))[0]
        by.setdefault(name, []).append(figures(output, target))
    return {name: np.mean(values, 0) for name, values in by.items()}


def line(by):
    """The figures as a row of a table: dB / strength / ripple of each condition, and of their mean."""
    return " | ".join("%.2f / %.3f / %.2f" % tuple(v) for v in (*by.values(), np.mean(list(by.values()), 0)))


def network(path):
    return from_state(weights.load([path]), [SCALE])


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--photos", required=True)
    p.add_argument("--held-out", required=True, help="comma-separated name patterns of the photographs to measure on")
    p.add_argument("--teacher", required=True)
    p.add_argument("--threads", type=int, default=2)
    p.add_argument("model", nargs="*", type=Path, help=".onnx or .pt of a network for x4")
    args = p.parse_args()
    torch.set_num_threads(args.threads)
    teacher = Teacher(args.teacher)
    sharps = squares(args.photos, args.held_out.split(","))
    on = looks(sharps, teacher)
    print(f"{len(sharps)} photographs: {', '.join(sharps)}")
    print("| dB to the teacher / strength / ripple | " + " | ".join([*CONDITIONS, "mean"]) + " |", flush=True)
    for name, net in {"bicubic": None, **{str(m): network(m) for m in args.model}, "the teacher": teacher}.items():
        print(f"| {name} | {line(resemblance(net, on))} |", flush=True)


if __name__ == "__main__":
    main()
