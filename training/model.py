# SPDX-License-Identifier: Apache-2.0
"""The network: EDSR with the light tail that OpenCV's files have (one convolution, then pixel shuffle)."""
import torch
import torch.nn.functional as F
from torch import nn

MEAN_BGR = (103.1545782, 111.561547, 114.35629928)
RANGE = 127.5


def conv(inputs, outputs):
    return nn.Conv2d(inputs, outputs, 3, padding=1)


class Block(nn.Module):
    def __init__(self, features):
        super().__init__()
        self.a = conv(features, features)
        self.b = conv(features, features)

    def forward(self, x):
        return x + self.b(F.relu(self.a(x)))


class Edsr(nn.Module):
    """One trunk, one tail per scale. Takes and gives NCHW, BGR, 0..255."""

    def __init__(self, scales=(2, 3, 4), blocks=16, features=64):
        super().__init__()
        self.scales = tuple(scales)
        self.register_buffer("mean", torch.tensor(MEAN_BGR).view(1, 3, 1, 1), persistent=False)
        self.head = conv(3, features)
        self.blocks = nn.ModuleList(Block(features) for _ in range(blocks))
        self.body = conv(features, features)
        self.tail = nn.ModuleDict({str(s): conv(features, 3 * s * s) for s in self.scales})

    def forward(self, picture, scale):
        head = self.head((picture - self.mean) / RANGE)
        x = head
        for block in self.blocks:
            x = block(x)
        x = self.body(x) + head
        with torch.autocast("cpu", enabled=False):  # the last layer stays in f32 when the trunk is in bf16
            x = self.tail[str(scale)](x.float())
            return F.pixel_shuffle(x, scale) * RANGE + self.mean


def from_state(state, scales=None):
    """A network from a state dict; the blocks, features and scales are read from its keys."""
    found = sorted(int(k.split(".")[1]) for k in state if k.startswith("tail.") and k.endswith("weight"))
    blocks = 1 + max(int(k.split(".")[1]) for k in state if k.startswith("blocks."))
    net = Edsr(scales or found, blocks, state["head.weight"].shape[0])
    wanted = net.state_dict()
    net.load_state_dict({k: v for k, v in state.items() if k in wanted}, strict=False)
    return net
