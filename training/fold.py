# SPDX-License-Identifier: Apache-2.0
"""Networks for x2 and x3 out of one for x4: its result shrunk by areas, done by the last layer.

An area shrink from 4 pixels to 2 or 3 stays inside the 4x4 pixels that one input pixel becomes, and those are channels
of the last layer. So the mean of pixels is a mean of channels, and the folded network is exact.
"""
import argparse

import torch

import weights
from model import from_state

FULL = 4


def shrink(to):
    """The matrix, `to` x 4, that averages 4 pixels of a row down to fewer, each by the area it covers."""
    width = FULL / to
    rows = [[max(0.0, min((i + 1) * width, j + 1) - max(i * width, j)) / width for j in range(FULL)] for i in range(to)]
    return torch.tensor(rows)


def fold(values, to):
    """The last layer's weights or biases for a smaller scale; its channels are colour, row, column."""
    cell = torch.kron(shrink(to), shrink(to))
    colours = values.view(3, FULL * FULL, -1)
    return (cell @ colours).reshape(3 * to * to, *values.shape[1:])


def folded(state):
    """One trunk with tails for x2, x3 and x4."""
    tails = {f"tail.{to}.{part}": fold(state[f"tail.{FULL}.{part}"], to)
             for to in (2, 3) for part in ("weight", "bias")}
    return {**state, **tails}


def difference(net, to):
    """How far the folded result is from the shrunk one, of 255."""
    picture = torch.rand(1, 3, 40, 56, generator=torch.Generator().manual_seed(to)) * 255
    large = net(picture, FULL)[0].unflatten(1, (40, FULL)).unflatten(3, (56, FULL))
    small = torch.einsum("ij,chjwk,lk->chiwl", shrink(to), large, shrink(to)).reshape(3, 40 * to, 56 * to)
    return float((net(picture, to)[0] - small).abs().max())


@torch.no_grad()
def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--from", dest="start", required=True, help="a network for x4, .pt or .onnx")
    p.add_argument("--out", required=True, help="the .pt to write, for x2, x3 and x4")
    args = p.parse_args()
    state = folded(weights.load([args.start]))
    net = from_state(state)
    for to in (2, 3):
        print(f"x{to}: within {difference(net, to):.5f} of 255 of x4 shrunk by areas")
    torch.save(state, args.out)


if __name__ == "__main__":
    main()
