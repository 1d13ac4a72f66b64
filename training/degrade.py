# SPDX-License-Identifier: Apache-2.0
"""From a sharp picture to the small one that a network is given. All arrays are HWC, BGR, uint8."""
import io

import numpy as np
from PIL import Image, ImageFilter

KERNELS = (Image.BILINEAR, Image.LANCZOS, Image.BOX, Image.HAMMING)


def resize(picture, factor, kernel=Image.BICUBIC):
    size = (picture.shape[1] // factor, picture.shape[0] // factor)
    return np.asarray(Image.fromarray(picture).resize(size, kernel))


def jpeg(picture, quality, subsampling=2):
    """Through a JPEG file and back; subsampling 2 is 4:2:0, 0 is 4:4:4."""
    file = io.BytesIO()
    rgb = Image.fromarray(np.ascontiguousarray(picture[:, :, ::-1]))
    rgb.save(file, "JPEG", quality=int(quality), subsampling=subsampling)
    return np.ascontiguousarray(np.asarray(Image.open(file))[:, :, ::-1])


def blur(picture, sigma):
    return np.asarray(Image.fromarray(picture).filter(ImageFilter.GaussianBlur(sigma)))


def clip(values):
    return np.clip(np.rint(values), 0, 255).astype(np.uint8)


def noise(picture, strength, rng):
    """Sensor noise: grows with brightness, partly shared between the channels."""
    values = picture.astype(np.float32)
    deviation = strength * np.sqrt(0.3 + values / 180)
    shared = rng.standard_normal(picture.shape[:2] + (1,), np.float32)
    own = rng.standard_normal(picture.shape, np.float32)
    return clip(values + deviation * (0.7 * shared + 0.7 * own))


def halftone(picture, rng):
    """A printed picture that was scanned: one dot screen per channel, softened."""
    rows, columns = np.mgrid[:picture.shape[0], :picture.shape[1]].astype(np.float32)
    period = rng.uniform(2.2, 4.0)
    values = picture.astype(np.float32)
    for channel, angle in enumerate(rng.uniform(0, np.pi) + np.radians((0, 30, 60))):
        u = (columns * np.cos(angle) + rows * np.sin(angle)) * 2 * np.pi / period
        v = (rows * np.cos(angle) - columns * np.sin(angle)) * 2 * np.pi / period
        values[:, :, channel] += rng.uniform(15, 50) * np.cos(u) * np.cos(v)
    return blur(clip(values), rng.uniform(0.3, 0.6))


def any_jpeg(picture, rng):
    """JPEG of quality 30 to 95, mostly 4:2:0."""
    quality = rng.uniform(30, 96)
    return jpeg(picture, quality, 2 if rng.random() < 0.8 else 0)


def twice(picture, rng):
    """Two JPEGs whose block grids differ, as after cropping."""
    shift = int(rng.integers(0, 8))
    first = any_jpeg(np.pad(picture, ((shift, 0), (shift, 0), (0, 0)), "edge"), rng)
    return any_jpeg(first[shift:, shift:], rng)


def clean(sharp, factor, rng):
    return resize(sharp, factor)


def rough(sharp, factor, rng):
    """Blur, another resampling, noise, halftone: each with its chance; then mostly JPEG."""
    if rng.random() < 0.5:
        sharp = blur(sharp, rng.uniform(0.1, 0.5) * factor)
    small = resize(sharp, factor, KERNELS[int(rng.integers(len(KERNELS)))])
    if rng.random() < 0.06:
        small = halftone(small, rng)
    elif rng.random() < 0.5:
        small = noise(small, rng.uniform(0.5, 7), rng)
    return any_jpeg(small, rng) if rng.random() < 0.7 else small


def archive(sharp, factor, rng):
    """What lies in archives: 48 % JPEG, 5 % JPEG twice, 36 % clean, 11 % rough."""
    chance = rng.random()
    if chance < 0.48:
        return any_jpeg(resize(sharp, factor), rng)
    if chance < 0.53:
        return twice(resize(sharp, factor), rng)
    return clean(sharp, factor, rng) if chance < 0.89 else rough(sharp, factor, rng)


MIXES = {"clean": clean, "archive": archive}


def pair(photos, factor, side, mix, rng, margin=8):
    """One (small, sharp) pair of patches; the small one has `side` pixels and any phase of the JPEG grid."""
    sharp = photos.crop((side + 2 * margin) * factor, rng)
    if mix == "archive" and rng.random() < 0.04:
        sharp = np.repeat(sharp[:, :, 1:2], 3, 2)
    small = MIXES[mix](sharp, factor, rng)
    top, left = (int(n) for n in rng.integers(margin // 2, margin + margin // 2, 2))
    small = small[top:top + side, left:left + side]
    top, left, side = top * factor, left * factor, side * factor
    return small, sharp[top:top + side, left:left + side]
