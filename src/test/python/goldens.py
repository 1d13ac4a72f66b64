# SPDX-License-Identifier: Apache-2.0
"""Remakes the stored results that engines are compared with (src/test/resources/dev/loupe/engine/*.png).

None of them comes from the code under test: the built-in networks are computed here by PyTorch from the weights in
models/, in 16 bits; the networks of OpenCV's own layout by the dnn_superres module of a much older OpenCV.

    apt-get install python3-torch python3-onnx python3-opencv      # Debian 12: PyTorch 1.13, OpenCV 4.6
    python3 src/test/python/goldens.py models OTHER-MODELS
"""
import sys
from pathlib import Path

import cv2
import numpy as np
import onnx
import onnx.numpy_helper
import torch
import torch.nn.functional as F

WIDTH, HEIGHT = 32, 24
OUT = Path(__file__).parent.parent / "resources/dev/loupe/engine"


def picture():
    """Slopes, hard edges, a disc and noise, in BGR."""
    y, x = np.mgrid[:HEIGHT, :WIDTH]
    disc = 80 * (np.hypot(x - 12, y - 10) < 7)
    checks = 60 * ((x // 5 + y // 4) % 2)
    noise = np.random.default_rng(1).integers(0, 24, (HEIGHT, WIDTH, 3))
    slopes = np.stack([x * 3, 100 - y * 3, 40 + x + y], axis=-1)
    return np.clip(slopes + disc[..., None] + checks[..., None] + noise, 0, 255).astype(np.uint8)


def light(file, scale, bgr):
    """The built-in network, its arithmetic written out."""
    weights = {i.name: torch.tensor(onnx.numpy_helper.to_array(i)) for i in onnx.load(file).graph.initializer}

    def conv(name, value):
        return F.conv2d(value, weights[name + ".weight"], weights[name + ".bias"], padding=1)

    mean = torch.tensor([103.1545782, 111.561547, 114.35629928]).view(1, 3, 1, 1)
    head = conv("head", torch.tensor(bgr).permute(2, 0, 1)[None].float() - mean)
    value = head
    for i in range(sum(name.endswith(".a.weight") for name in weights)):
        value = value + conv(f"blocks.{i}.b", F.relu(conv(f"blocks.{i}.a", value)))
    result = F.pixel_shuffle(conv(f"tail.{scale}", conv("body", value) + head), scale) + mean
    return np.rint(result[0].permute(1, 2, 0).numpy().clip(0, 255) * 257).astype(np.uint16)


def superres(file, algorithm, scale, bgr):
    enlarger = cv2.dnn_superres.DnnSuperResImpl_create()
    enlarger.readModel(str(file))
    enlarger.setModel(algorithm, scale)
    return enlarger.upsample(bgr)


def main(own, shared):
    bgr = picture()
    cv2.imwrite(str(OUT / "picture.png"), bgr)
    for scale in (2, 3, 4):
        name = f"edsr-light-x{scale}"
        cv2.imwrite(str(OUT / f"{name}.png"), light(str(Path(own) / name / f"{name}.onnx"), scale, bgr))
    for file, algorithm in (("edsr-structure-b4f16_x3.pb", "edsr"), ("edsr-structure-b4f16-quantised_x3.pb", "edsr"),
                            ("Saafke_FSRCNN_Tensorflow/FSRCNN_x3.pb", "fsrcnn")):
        result = superres(Path(shared) / file, algorithm, 3, bgr)
        cv2.imwrite(str(OUT / (Path(file).stem + ".png")), result)


if __name__ == "__main__":
    torch.set_grad_enabled(False)
    main(*sys.argv[1:])
