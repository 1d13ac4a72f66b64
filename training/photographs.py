# SPDX-License-Identifier: Apache-2.0
"""Sets what networks for x4 make of spoiled photographs side by side: a row for each photograph, at 100 %.

    python3 photographs.py --photos PHOTOS --held-out "$HELD" --model ../models/edsr-*-x4/*.onnx --out sheet.png
"""
import argparse
from pathlib import Path

import numpy as np
import torch
from PIL import Image, ImageDraw, ImageFont

import data
from evaluate import bicubic
from measure import to_pictures, to_tensor
from resemblance import CONDITIONS, network, squares
from scene import FONT
from teacher import SCALE, Teacher
from train import bf16

GAP, TOP = 8, 30


@torch.no_grad()
def enlarge(net, small):
    return to_pictures(bf16(net, to_tensor([small]), SCALE))[0] if net else bicubic(small, SCALE)


def corner(picture, size):
    """Top and left of the most detailed window of a picture."""
    places = [(y, x) for y in range(0, picture.shape[0] - size[1] + 1, 40)
              for x in range(0, picture.shape[1] - size[0] + 1, 40)]
    return max(places, key=lambda at: data.detail(picture[at[0]:at[0] + size[1], at[1]:at[1] + size[0]]))


def page(rows, columns, size):
    width, height = (n + GAP for n in size)
    sheet = Image.new("RGB", (len(columns) * width - GAP, TOP + len(rows) * height - GAP), "white")
    draw, font = ImageDraw.Draw(sheet), ImageFont.truetype(FONT.replace("Serif", "Sans"), 16)
    for i, column in enumerate(columns):
        draw.text((i * width, 4), column, "black", font)
    for j, row in enumerate(rows):
        top, left = corner(row[-1], size)
        for i, picture in enumerate(row):
            crop = np.ascontiguousarray(picture[top:top + size[1], left:left + size[0], ::-1])
            sheet.paste(Image.fromarray(crop), (i * width, TOP + j * height))
    return sheet


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--photos", required=True)
    p.add_argument("--held-out", required=True, help="comma-separated name patterns of photographs")
    p.add_argument("--model", nargs="+", type=Path, required=True, help=".onnx or .pt of networks for x4")
    p.add_argument("--teacher", help="realesr-general-x4v3.onnx, for a last column")
    p.add_argument("--condition", choices=list(CONDITIONS), default=next(iter(CONDITIONS)))
    p.add_argument("--size", default="240x200", help="of a crop, width x height")
    p.add_argument("--out", required=True)
    args = p.parse_args()
    nets = {"bicubic": None, **{m.stem.removesuffix(f"-x{SCALE}"): network(m) for m in args.model}}
    if args.teacher:
        nets["the teacher"] = Teacher(args.teacher)
    rows = []
    for number, sharp in enumerate(squares(args.photos, args.held_out.split(",")).values()):
        small = CONDITIONS[args.condition](sharp, np.random.default_rng(number))
        rows.append([enlarge(net, small) for net in nets.values()])
    page(rows, list(nets), tuple(int(n) for n in args.size.split("x"))).save(args.out, optimize=True)


if __name__ == "__main__":
    main()
