# SPDX-License-Identifier: Apache-2.0
"""Draws a scene of its own, and sets what the networks make of its small version side by side, for docs/models.md.

    python3 scene.py --loupe ../bin/loupe --out ../docs

The scene is computed at twice its size and averaged down: lettering, hatching, a woven ball, leaves, and soft light.
"""
import argparse
import subprocess
import tempfile
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

FONT = "/usr/share/fonts/truetype/dejavu/DejaVuSerif.ttf"
SIDE = (1440, 960)
SCALE = 3
# left, top, width, height in the large scene
CROPS = {
    "lettering": (96, 170, 240, 130), "engraving": (1090, 160, 240, 130),
    "ball": (740, 400, 240, 130), "leaves": (260, 630, 240, 130),
}
WORDS = ["Catalogue of the Lens Makers", "No. 1147  Burning glass, 4 in.", "No. 1148  Reading glass, horn",
         "No. 1149  Loupe, x3, brass"]


def noise(shape, cell, rng):
    """Smooth noise from -1 to 1, a bump every `cell` pixels."""
    coarse = rng.uniform(-1, 1, (shape[0] // cell + 4, shape[1] // cell + 4)).astype(np.float32)
    large = Image.fromarray(coarse).resize((coarse.shape[1] * cell, coarse.shape[0] * cell), Image.BICUBIC)
    return np.asarray(large)[cell:cell + shape[0], cell:cell + shape[1]]


def ground(width, height, rng):
    """Paper-coloured wall with fine grain, a wooden table below."""
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    light = 0.92 - 0.25 * ((x / width - 0.35) ** 2 + (y / height - 0.3) ** 2)
    wall = light[..., None] * np.array([236, 226, 205]) + 5 * noise((height, width), 6, rng)[..., None]
    rings = np.sin(y / 7 + 9 * noise((height, width), 180, rng) + 1.2 * noise((height, width), 12, rng))
    wood = np.array([146, 98, 58]) * (light[..., None] + 0.13 * rings[..., None])
    return np.where((y > height * 0.78)[..., None], wood, wall)


def ball(picture, centre, radius):
    """A ball with a woven pattern, lit from the upper left, and its shadow."""
    height, width = picture.shape[:2]
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    shadow = np.exp(-((x - centre[0] - radius * 0.3) / (1.1 * radius)) ** 2
                    - ((y - centre[1] - radius) / (0.22 * radius)) ** 2)
    picture *= 1 - 0.6 * shadow[..., None]
    u, v = (x - centre[0]) / radius, (y - centre[1]) / radius
    inside = u * u + v * v < 1
    w = np.sqrt(np.clip(1 - u * u - v * v, 0, 1))
    across, up = np.arctan2(u, w), np.arcsin(np.clip(v, -1, 1))
    weave = np.sign(np.sin(26 * across) * np.sin(26 * up)) * 0.5 + 0.5
    thread = 0.75 + 0.25 * np.sin(104 * np.where(weave > 0.5, across, up))
    colour = np.where(weave[..., None] > 0.5, [178, 40, 46], [238, 214, 150]) * thread[..., None]
    shade = np.clip(-0.5 * u - 0.6 * v + 0.62 * w, 0.08, 1)
    gloss = np.clip(-0.42 * u - 0.5 * v + 0.76 * w, 0, 1) ** 60
    lit = colour * shade[..., None] * 1.05 + 190 * gloss[..., None]
    picture[inside] = lit[inside]


def leaves(draw, scale, rng):
    """Sprigs: a stalk, leaves of two tones with veins."""
    for sprig in range(4):
        x, y, angle = (170 + 120 * sprig) * scale, 800 * scale, -1.75 + 0.13 * sprig
        for step in range(17):
            nx, ny = x + 17 * scale * np.cos(angle), y + 17 * scale * np.sin(angle)
            draw.line((x, y, nx, ny), fill=(70, 84, 40), width=2 * scale)
            for side in (-1, 1):
                leaf(draw, nx, ny, angle + side * (0.75 + 0.1 * rng.standard_normal()), (36 - step) * scale, side, scale)
            x, y, angle = nx, ny, angle + 0.035 + 0.05 * rng.standard_normal()


def leaf(draw, x, y, angle, length, side, scale):
    t = np.linspace(0, 1, 24)
    across = 0.2 * length * np.sin(np.pi * t) ** 0.8
    along = np.stack([x + length * t * np.cos(angle), y + length * t * np.sin(angle)], 1)
    normal = np.array([-np.sin(angle), np.cos(angle)])
    upper, lower = along + across[:, None] * normal, along - across[:, None] * normal
    tone = (94, 128, 52) if side > 0 else (70, 106, 48)
    draw.polygon([tuple(p) for p in np.concatenate([upper, lower[::-1]])], fill=tone)
    for i in range(4, 22, 4):
        draw.line([tuple(along[i - 3]), tuple(upper[i])], fill=(150, 172, 96), width=scale)
        draw.line([tuple(along[i - 3]), tuple(lower[i])], fill=(150, 172, 96), width=scale)
    draw.line([tuple(along[0]), tuple(along[-1])], fill=(168, 186, 110), width=scale)


def lettering(draw, scale):
    for row, text in enumerate(WORDS):
        size = (34 if row == 0 else 21) * scale
        at = (100 * scale, (120 + 46 * row + (18 if row else 0)) * scale)
        draw.text(at, text, (40, 34, 30), ImageFont.truetype(FONT, size))
    for ring in range(17):
        r = (18 + 10 * ring) * scale
        box = [1200 * scale - r, 230 * scale - r, 1200 * scale + r, 230 * scale + r]
        draw.arc(box, 20 + 6 * ring, 300 - 4 * ring, fill=(52, 44, 40), width=2 * scale)


def scene():
    """The scene, SIDE large, as a picture."""
    over, rng = 2, np.random.default_rng(7)
    width, height = SIDE[0] * over, SIDE[1] * over
    picture = ground(width, height, rng)
    ball(picture, (930 * over, 560 * over), 250 * over)
    canvas = Image.fromarray(np.clip(picture, 0, 255).astype(np.uint8))
    draw = ImageDraw.Draw(canvas)
    lettering(draw, over)
    leaves(draw, over, rng)
    return canvas.resize(SIDE, Image.BOX)


def enlarged(loupe, small, model, folder):
    out = folder / f"{small.stem}-{model}.png"
    subprocess.run([loupe, "enhance", small, "-o", out, "--scale", str(SCALE), "--model", model, "--format", "png"],
                   check=True)
    return Image.open(out).convert("RGB")


def sheet(rows, columns, pictures):
    """Crops, a row each, with the columns' names above."""
    gap, top = 8, 30
    width, height = (next(iter(CROPS.values()))[2:])
    page = Image.new("RGB", (len(columns) * (width + gap) - gap, top + len(rows) * (height + gap) - gap), "white")
    draw, font = ImageDraw.Draw(page), ImageFont.truetype(FONT.replace("Serif", "Sans"), 16)
    for i, column in enumerate(columns):
        draw.text((i * (width + gap), 4), column, "black", font)
        for j, row in enumerate(rows):
            left, up, w, h = CROPS[row]
            crop = pictures[column].crop((left, up, left + w, up + h))
            page.paste(crop, (i * (width + gap), top + j * (height + gap)))
    return page


def psnr(a, b):
    error = np.asarray(a, np.float64) - np.asarray(b, np.float64)
    return 10 * np.log10(255 ** 2 / np.mean(error ** 2))


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--loupe", default="../bin/loupe")
    p.add_argument("--out", default="../docs")
    args = p.parse_args()
    whole = scene()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        small = whole.resize((SIDE[0] // SCALE, SIDE[1] // SCALE), Image.BICUBIC)
        small.save(folder / "clean.png")
        small.save(folder / "jpeg.jpg", quality=40)
        for file, title in (("clean.png", "clean"), ("jpeg.jpg", "jpeg40")):
            source = folder / file
            pictures = {"bicubic": Image.open(source).convert("RGB").resize(SIDE, Image.BICUBIC)}
            for model in ("edsr-light", "edsr-archive"):
                pictures[model] = enlarged(args.loupe, source, model, folder)
            pictures["original"] = whole
            for column, picture in pictures.items():
                print(title, column, "" if picture is whole else f"{psnr(picture, whole):.2f} dB")
            sheet(list(CROPS), list(pictures), pictures).save(Path(args.out) / f"crops-{title}.png", optimize=True)


if __name__ == "__main__":
    main()
