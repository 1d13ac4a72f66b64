# SPDX-License-Identifier: Apache-2.0
"""realesr-general-x4v3 (SRVGGNetCompact, X. Wang and others, BSD-3-Clause): what edsr-photo learns from."""
import torch
import torch.nn.functional as F

import weights
from model import conv

SCALE = 4


class Teacher(torch.nn.Module):
    """Convolutions with PReLU between, and the enlarged picture added. BGR 0..255, where the file has RGB 0..1."""

    def __init__(self, path):
        super().__init__()
        state = weights.tensors(path)
        self.slopes = [value.flatten() for name, value in state.items() if name.startswith("slope")]
        self.convs = torch.nn.ModuleList(self._layer(state, n) for n in range(len(self.slopes) + 1))

    def _layer(self, state, number):
        weight, bias = state[f"body.{2 * number}.weight"], state[f"body.{2 * number}.bias"]
        if number == 0:
            weight = weight.flip(1) / 255
        if number == len(self.slopes):
            weight, bias = (255 * v.unflatten(0, (3, -1)).flip(0).flatten(0, 1) for v in (weight, bias))
        layer = conv(weight.shape[1], weight.shape[0])
        layer.weight.data, layer.bias.data = weight.contiguous(), bias
        return layer

    @torch.no_grad()
    def forward(self, picture, scale=SCALE):
        x = picture
        for layer, slope in zip(self.convs, self.slopes):
            x = layer(x)
            x = F.prelu(x, slope.to(x.dtype))
        with torch.autocast("cpu", enabled=False):
            x = F.pixel_shuffle(self.convs[-1](x.float()), scale)
            return (x + F.interpolate(picture, scale_factor=scale)).clamp(0, 255)
