# SPDX-License-Identifier: Apache-2.0
"""Teaches EDSR x4 to do what realesr-general-x4v3 does with photographs that blur, noise and JPEG have marked.

The teacher draws detail that was not in the photograph, and so does what learns from it. Takes train.py's options.
"""
import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image

import data
import degrade
import resemblance
from measure import to_tensor
from teacher import SCALE, Teacher
from train import Training, bf16, parser

MARGIN = 4  # pixels that a small patch is cut out of on every side, so that it has any phase of the JPEG grid
ARCHIVE = 0.35  # part of the patches that degrade.py's archive mix makes
SQUARE = 8  # pixels; strength is compared by such squares
# When a checkpoint is chosen, edges a tenth nearer to the teacher's count as 1.5 dB, a tenth of a grey level of ripple as
# 0.3 dB
STRENGTH, RIPPLE = 15, 3


def spoil(picture, rng):
    """One round of what happens to photographs: blur, noise, JPEG, each with its chance."""
    if rng.random() < 0.5:
        picture = degrade.blur(picture, rng.uniform(0.3, 1.6))
    if rng.random() < 0.5:
        picture = degrade.noise(picture, rng.uniform(1, 12), rng)
    return degrade.any_jpeg(picture, rng) if rng.random() < 0.75 else picture


def small_picture(photos, side, rng):
    """A square out of a photograph: by the archive mix, or shrunk up to 4 times and spoiled once or twice."""
    if rng.random() < ARCHIVE:
        return degrade.archive(photos.crop(side * SCALE, rng), SCALE, rng)
    picture = photos.crop(int(side * rng.uniform(1, SCALE)), rng)
    if rng.random() < 0.5:
        size = int(rng.uniform(side, picture.shape[0] + 1))
        picture = np.asarray(Image.fromarray(spoil(picture, rng)).resize((size, size), int(rng.integers(2, 5))))
    kernel = degrade.KERNELS[int(rng.integers(len(degrade.KERNELS)))]
    return spoil(np.asarray(Image.fromarray(picture).resize((side, side), kernel)), rng)


def patch(photos, side, rng):
    top, left = rng.integers(0, 2 * MARGIN + 1, 2)
    return small_picture(photos, side + 2 * MARGIN, rng)[top:top + side, left:left + side]


def strength(picture, axis):
    """How steep the picture is along an axis in each square: the root of its mean square slope."""
    return (F.avg_pool2d(picture.diff(dim=axis).square(), SQUARE) + 1e-6).sqrt()


def loss_of(output, target, part):
    """Mean difference, that of slopes over one and two pixels, and `part` times that of their strength by squares."""
    output, target = output / 255, target / 255
    error = output - target
    slopes = [(error[:, :, n:] - error[:, :, :-n], error[..., n:] - error[..., :-n]) for n in (1, 2)]
    loss = error.abs().mean() + sum(s.abs().mean() for pair in slopes for s in pair) / 4
    if part:
        loss = loss + part / 2 * sum((strength(output, a) - strength(target, a)).abs().mean() for a in (2, 3))
    return loss


class Distillation(Training):
    def __init__(self, args):
        self.teacher = Teacher(args.teacher)
        self.names = args.held_out.split(",")
        self.looks = resemblance.looks(resemblance.squares(args.photos, self.names), self.teacher)
        super().__init__(args)

    def load_photos(self, skip):
        return data.Photos(self.args.photos, skip + self.names, self.args.rendered)

    def pairs(self, scale, rng):
        small = to_tensor([patch(self.photos, self.args.patch, rng) for _ in range(self.args.batch)])
        return small, bf16(self.teacher, small, scale)

    def loss(self, output, target):
        return loss_of(output, target, self.args.strength)

    def measure(self, net):
        by = resemblance.resemblance(net, self.looks)
        decibels, strong, ripple = np.mean(list(by.values()), 0)
        score = decibels + STRENGTH * strong - RIPPLE * ripple
        return float(score), {name: [round(float(v), 3) for v in values] for name, values in by.items()}


if __name__ == "__main__":
    p = parser()
    p.description = __doc__
    p.add_argument("--teacher", required=True, help="realesr-general-x4v3.onnx")
    p.add_argument("--held-out", required=True, help="comma-separated name patterns of photographs to measure on only")
    p.add_argument("--strength", type=float, default=0.0, help="weight of the slopes' strength by squares: sharpens")
    p.set_defaults(scales=str(SCALE))
    options = p.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    Distillation(options).run()
