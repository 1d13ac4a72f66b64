# SPDX-License-Identifier: Apache-2.0
"""Draws pages of what photographs lack and scans are full of: lettering, line art, gratings, flat shapes.

    python3 rendered.py --out RENDERED --count 36

Each page is drawn at three times its size and averaged down; the same seed gives the same pages.
"""
import argparse
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

FONTS = sorted(Path("/usr/share/fonts/truetype").rglob("*.ttf"))
SIDE, OVER = 1008, 3
LETTERS = np.array(list("eeeetttaaaooiinnsshhrrddlluuccmmffppggwwyybvkxjqzETAOINSHRDLUCMFWYPGBVKXJQZ0123456789.,;:-!?()&%"))


def colour(rng):
    """Grey two times in five; any brightness."""
    if rng.random() < 0.4:
        return (int(rng.integers(256)),) * 3
    return tuple(int(n) for n in rng.integers(0, 256, 3))


def ground(rng):
    """A flat or evenly shaded page, light as often as not."""
    size = SIDE * OVER
    y, x = np.mgrid[0:size, 0:size].astype(np.float32) / size
    base = np.array(colour(rng) if rng.random() < 0.5 else rng.integers(215, 256, 3), np.float32)
    shade = rng.uniform(-50, 50, (2, 3)).astype(np.float32) * (rng.random() < 0.5)
    return Image.fromarray(np.clip(base + x[..., None] * shade[0] + y[..., None] * shade[1], 0, 255).astype(np.uint8))


def words(rng, count):
    return " ".join("".join(rng.choice(LETTERS, int(rng.integers(1, 11)))) for _ in range(count))


def lettering(draw, rng):
    """Some lines of text of one font, from small print to headings."""
    size = int(10 * OVER * 6 ** rng.random())
    font = ImageFont.truetype(str(FONTS[int(rng.integers(len(FONTS)))]), size)
    x, y = (int(n) for n in rng.integers(-size, SIDE * OVER * 3 // 4, 2))
    ink = colour(rng) if rng.random() < 0.5 else (int(rng.integers(0, 60)),) * 3
    for row in range(int(rng.integers(1, 12))):
        draw.text((x, y + row * size * 1.25), words(rng, int(rng.integers(2, 9))), ink, font)


def curve(rng, points=40):
    """A smooth open line: a cubic Bezier curve, within the page or within a small part of it."""
    corners = rng.uniform(0, SIDE * OVER, (4, 2)) if rng.random() < 0.3 else \
        rng.uniform(0, SIDE * OVER, 2) + rng.uniform(-130 * OVER, 130 * OVER, (4, 2))
    t = np.linspace(0, 1, points)[:, None]
    parts = (1 - t) ** 3, 3 * (1 - t) ** 2 * t, 3 * (1 - t) * t * t, t ** 3
    return [tuple(p) for p in sum(part * corner for part, corner in zip(parts, corners))]


def strokes(draw, rng):
    ink, width = colour(rng), int(rng.integers(1, 5 * OVER))
    for _ in range(int(rng.integers(2, 14))):
        draw.line(curve(rng), fill=ink, width=width, joint="curve")


def shapes(draw, rng):
    for _ in range(int(rng.integers(1, 6))):
        kind, side = rng.integers(3), rng.uniform(8, 220) * OVER
        at = rng.uniform(0, SIDE * OVER, 2)
        if kind == 0:
            draw.polygon(curve(rng), fill=colour(rng))
        elif kind == 1:
            corners = [tuple(at + side * rng.uniform(-1, 1, 2)) for _ in range(int(rng.integers(3, 7)))]
            draw.polygon(corners, fill=colour(rng))
        else:
            other = side * rng.uniform(0.3, 1)
            draw.ellipse((at[0] - side, at[1] - other, at[0] + side, at[1] + other), fill=colour(rng),
                         outline=colour(rng), width=int(rng.integers(1, 4 * OVER)))


def grating(page, rng):
    """Stripes or checks of one period, or rings that become finer, within an ellipse."""
    size = SIDE * OVER
    y, x = np.mgrid[0:size, 0:size].astype(np.float32)
    angle, period = rng.uniform(0, np.pi), OVER * rng.uniform(2.5, 16)
    at, radius = rng.uniform(0, size, 2), rng.uniform(40, 220) * OVER
    u, v = x - at[0], y - at[1]
    along = u * np.cos(angle) + v * np.sin(angle)
    kind = rng.integers(3)
    if kind == 2:
        along = (u * u + v * v) / (1.5 * radius)
    wave = np.sin(2 * np.pi * along / period)
    if kind == 1:
        wave = wave * np.sin(2 * np.pi * (v * np.cos(angle) - u * np.sin(angle)) / period)
    wave = np.clip(0.5 + wave * (0.5 if rng.random() < 0.3 else 50), 0, 1)[..., None]
    inside = u * u + (v / rng.uniform(0.5, 1)) ** 2 < radius ** 2
    picture = np.asarray(page).copy()
    mixed = np.array(colour(rng)) * wave + np.array(colour(rng)) * (1 - wave)
    picture[inside] = mixed[inside].astype(np.uint8)
    return Image.fromarray(picture)


def page(rng):
    picture = ground(rng)
    for _ in range(int(rng.integers(10, 22))):
        kind = rng.choice(("lettering", "strokes", "shapes", "grating"), p=(0.4, 0.25, 0.25, 0.1))
        if kind == "grating":
            picture = grating(picture, rng)
        else:
            {"lettering": lettering, "strokes": strokes, "shapes": shapes}[kind](ImageDraw.Draw(picture), rng)
    if rng.random() < 0.3:
        picture = picture.filter(ImageFilter.GaussianBlur(OVER * rng.uniform(0.3, 0.8)))
    return picture.resize((SIDE, SIDE), Image.BOX if rng.random() < 0.6 else Image.LANCZOS)


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--out", required=True)
    p.add_argument("--count", type=int, default=36)
    args = p.parse_args()
    if not FONTS:
        raise SystemExit("no fonts under /usr/share/fonts/truetype: apt-get install fonts-dejavu")
    Path(args.out).mkdir(parents=True, exist_ok=True)
    for number in range(args.count):
        page(np.random.default_rng(number)).save(Path(args.out) / f"page-{number:03}.png")
        print(f"{number + 1} of {args.count}", flush=True)


if __name__ == "__main__":
    main()
