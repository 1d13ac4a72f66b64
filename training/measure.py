# SPDX-License-Identifier: Apache-2.0
"""PSNR and SSIM on Y by the protocol of the super-resolution papers. Arrays are HWC, BGR, 0..255."""
import numpy as np
import torch
import torch.nn.functional as F


def luma(picture):
    """Y of MATLAB's YCbCr (16..235), unrounded."""
    b, g, r = (picture[:, :, n].astype(np.float64) for n in range(3))
    return 16 + (24.966 * b + 128.553 * g + 65.481 * r) / 255


def shaved(picture, border):
    return luma(picture)[border:-border, border:-border]


def psnr(picture, reference, border):
    error = np.mean((shaved(picture, border) - shaved(reference, border)) ** 2)
    return 10 * np.log10(255 ** 2 / error)


def _window(values, taps):
    values = F.conv2d(values, taps.view(1, 1, -1, 1))
    return F.conv2d(values, taps.view(1, 1, 1, -1))


def ssim(picture, reference, border):
    """The original SSIM: Gaussian window of 11 pixels, sigma 1.5, no padding."""
    taps = torch.exp(-torch.arange(-5, 6, dtype=torch.float64) ** 2 / 4.5)
    taps = taps / taps.sum()
    x, y = (torch.from_numpy(shaved(p, border))[None, None] for p in (picture, reference))
    mx, my = _window(x, taps), _window(y, taps)
    vx, vy = _window(x * x, taps) - mx ** 2, _window(y * y, taps) - my ** 2
    cov = _window(x * y, taps) - mx * my
    c1, c2 = (0.01 * 255) ** 2, (0.03 * 255) ** 2
    return float((((2 * mx * my + c1) * (2 * cov + c2)) / ((mx ** 2 + my ** 2 + c1) * (vx + vy + c2))).mean())


def to_tensor(pictures):
    return torch.from_numpy(np.stack(pictures)).permute(0, 3, 1, 2).float()


def to_pictures(tensor):
    array = tensor.detach().float().permute(0, 2, 3, 1).numpy()
    return np.clip(np.rint(array), 0, 255).astype(np.uint8)
