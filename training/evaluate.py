# SPDX-License-Identifier: Apache-2.0
"""PSNR and SSIM on Y of models and of bicubic, for folders of pairs NAME_LR.png, NAME_HR.png."""
import argparse
import json
from pathlib import Path

import numpy as np
import torch
from PIL import Image

import degrade
import weights
import winograd
from measure import psnr, ssim, to_pictures, to_tensor
from model import Edsr, from_state


def picture(path):
    return np.ascontiguousarray(np.asarray(Image.open(path).convert("RGB"))[:, :, ::-1])


def pairs(folder, scale):
    """The (small, sharp) pairs of a folder, or of its folder image_SRF_SCALE."""
    inner = Path(folder) / f"image_SRF_{scale}"
    folder = inner if inner.is_dir() else Path(folder)
    found = []
    for path in sorted(folder.glob("*LR.png")):
        small, sharp = picture(path), picture(path.with_name(path.name.replace("LR.png", "HR.png")))
        if sharp.shape[:2] == (small.shape[0] * scale, small.shape[1] * scale):
            found.append((small, sharp))
    return found


def bicubic(small, scale):
    size = (small.shape[1] * scale, small.shape[0] * scale)
    return np.asarray(Image.fromarray(small).resize(size, Image.BICUBIC))


@torch.no_grad()
def enlarge(net, small, scale, forward):
    return forward(net, to_tensor([small]).contiguous(memory_format=torch.channels_last), scale)


def enlarge_eight(net, small, scale, forward):
    """Geometric self-ensemble: the mean over the eight ways to turn and mirror the picture."""
    total = 0
    for turns in range(4):
        for mirror in (False, True):
            turned = np.rot90(small[:, ::-1] if mirror else small, turns)
            values = enlarge(net, np.ascontiguousarray(turned), scale, forward)
            values = torch.rot90(values, -turns, (2, 3))
            total = total + (values.flip(3) if mirror else values)
    return total / 8


def method(paths, ensemble, forward):
    """A function (small, scale) -> large picture."""
    if not paths:
        return bicubic
    net = from_state(weights.load(paths)).eval().to(memory_format=torch.channels_last)
    run = enlarge_eight if ensemble else enlarge
    return lambda small, scale: to_pictures(run(net, small, scale, forward))[0]


def measured(run, found, scale, quality):
    values = []
    for small, sharp in found:
        if quality:
            small = degrade.jpeg(small, quality)
        large = run(small, scale)
        values.append((psnr(large, sharp, scale), ssim(large, sharp, scale)))
    return [round(float(v), 4) for v in np.mean(values, axis=0)]


def main():
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("--pairs", nargs="+", required=True)
    p.add_argument("--model", nargs="+", default=[], help="one .pt, or one .onnx per scale; none: bicubic")
    p.add_argument("--scales", default="2,3,4")
    p.add_argument("--jpeg", default="0", help="comma-separated qualities to compress the small pictures with; 0: none")
    p.add_argument("--ensemble", action="store_true", help="mean of eight turned and mirrored runs")
    p.add_argument("--winograd", action="store_true", help="twice as fast without AVX-512; needs g++ and AVX2")
    p.add_argument("--threads", type=int, default=2)
    args = p.parse_args()
    torch.set_num_threads(args.threads)
    forward = winograd.Forward() if args.winograd else Edsr.forward
    for folder in args.pairs:
        for quality in (int(q) for q in args.jpeg.split(",")):
            for scale in (int(s) for s in args.scales.split(",")):
                models = [m for m in args.model if m.endswith(".pt") or f"x{scale}." in m]
                run = method(models, args.ensemble, forward)
                found = pairs(folder, scale)
                values = measured(run, found, scale, quality)
                print(json.dumps({"pairs": Path(folder).name, "model": Path(models[0]).stem if models else "bicubic",
                                  "ensemble": args.ensemble, "scale": scale, "jpeg": quality, "pictures": len(found),
                                  "psnr": values[0], "ssim": values[1]}), flush=True)


if __name__ == "__main__":
    main()
