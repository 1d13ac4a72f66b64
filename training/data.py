# SPDX-License-Identifier: Apache-2.0
"""Photographs for training: loading, shrinking, held-out crops, patches. All arrays are HWC, BGR, uint8."""
import fnmatch
from pathlib import Path

import numpy as np
from PIL import Image

SUFFIXES = {".jpg", ".jpeg", ".png", ".webp", ".tif", ".tiff", ".bmp"}
HELD_OUT = 288  # side of a held-out crop, a multiple of 2, 3 and 4


def find(folder, skip=()):
    files = sorted(p for p in Path(folder).rglob("*") if p.suffix.lower() in SUFFIXES)
    return [p for p in files if not any(fnmatch.fnmatch(p.name, pattern) for pattern in skip)]


def load(path, longest=2040, least=1.8):
    """A photograph with its compression traces removed: JPEGs shrink at least by `least`, and to `longest` pixels."""
    picture = Image.open(path)
    factor = max(picture.size) / longest
    if path.suffix.lower() != ".png":
        factor = max(factor, least)
    picture = picture.convert("RGB")
    if factor > 1:
        picture = picture.resize([round(n / factor) for n in picture.size], Image.LANCZOS)
    return np.ascontiguousarray(np.asarray(picture)[:, :, ::-1])


def shrink(picture, factor):
    size = (round(picture.shape[1] / factor), round(picture.shape[0] / factor))
    return np.asarray(Image.fromarray(picture).resize(size, Image.LANCZOS))


def detail(crop):
    """How much there is to learn in a crop: the mean difference between neighbouring pixels."""
    green = crop[::2, ::2, 1].astype(np.int16)
    return np.abs(np.diff(green, axis=0)).mean() + np.abs(np.diff(green, axis=1)).mean()


def hold_out(picture, rng, side=HELD_OUT):
    """Cuts one detailed square out of a photograph; gives (crop, top, left)."""
    best = None
    for _ in range(8):
        top = int(rng.integers(0, picture.shape[0] - side + 1))
        left = int(rng.integers(0, picture.shape[1] - side + 1))
        crop = picture[top:top + side, left:left + side]
        if best is None or detail(crop) > detail(best[0]):
            best = (crop.copy(), top, left)
    return best


class Photos:
    """A folder of photographs, each in two sizes, every third one with a crop that is never trained on; drawn pages."""

    def __init__(self, folder, skip=(), rendered=None, smaller=1.7):
        rng = np.random.default_rng(7)
        self.pictures, self.forbidden, self.held_out = [], [], []
        for number, path in enumerate(find(folder, skip)):
            picture = load(path)
            box = None
            if number % 3 == 0 and min(picture.shape[:2]) >= 2 * HELD_OUT:
                crop, top, left = hold_out(picture, rng)
                self.held_out.append(crop)
                box = (top, left, top + HELD_OUT, left + HELD_OUT)
            self._add(picture, box)
            if min(picture.shape[:2]) >= 900:
                self._add(shrink(picture, smaller), box and tuple(n / smaller for n in box))
        for path in find(rendered) if rendered else ():
            self._add(load(path), None)
        areas = np.array([p.shape[0] * p.shape[1] for p in self.pictures], float)
        self.chances = areas / areas.sum()

    def _add(self, picture, box):
        self.pictures.append(picture)
        self.forbidden.append(box)

    def megapixels(self):
        return sum(p.shape[0] * p.shape[1] for p in self.pictures) / 1e6

    def crop(self, side, rng, candidates=2):
        """A random square, turned and mirrored at random; of `candidates` squares the one with most detail."""
        squares = [self._square(side, rng) for _ in range(candidates)]
        square = max(squares, key=detail)
        square = np.rot90(square, int(rng.integers(4)))
        return np.ascontiguousarray(square[:, ::-1] if rng.random() < 0.5 else square)

    def _square(self, side, rng):
        while True:
            number = int(rng.choice(len(self.pictures), p=self.chances))
            picture, box = self.pictures[number], self.forbidden[number]
            if min(picture.shape[:2]) < side:
                continue
            top = int(rng.integers(0, picture.shape[0] - side + 1))
            left = int(rng.integers(0, picture.shape[1] - side + 1))
            if box and top < box[2] and top + side > box[0] and left < box[3] and left + side > box[1]:
                continue
            return picture[top:top + side, left:left + side]
