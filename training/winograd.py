# SPDX-License-Identifier: Apache-2.0
"""The network's convolutions by Winograd's method (winograd.cpp), for training on processors without bf16.

    python3 winograd.py      # compares result, gradients and time with PyTorch's own convolutions
"""
import ctypes
import subprocess
import time
from pathlib import Path

import torch
import torch.nn.functional as F

from model import RANGE, Edsr

SOURCE = Path(__file__).with_name("winograd.cpp")
LIBRARY = SOURCE.with_name("libwinograd.so")
PANEL = 16  # the compiled code takes multiples of so many channels


def build():
    """Compiles the source for this machine, unless that has been done since it last changed."""
    if not LIBRARY.exists() or LIBRARY.stat().st_mtime < SOURCE.stat().st_mtime:
        subprocess.run(["g++", "-O3", "-march=native", "-ffast-math", "-fopenmp", "-shared", "-fPIC",
                        "-o", LIBRARY, SOURCE], check=True)
    return ctypes.CDLL(str(LIBRARY))


native = None  # the compiled code, from the first Forward on


def at(tensor):
    return ctypes.c_void_p(None if tensor is None else tensor.data_ptr())


def nhwc(tensor):
    return tensor.contiguous(memory_format=torch.channels_last)


def convolve(x, weight, bias=None, residual=None, gate=None, relu=False, turned=False):
    """A convolution of x, NHWC; `turned` carries a gradient back through it. The rest as in winograd.cpp."""
    inputs, outputs = weight.shape[:2] if turned else (weight.shape[1], weight.shape[0])
    transformed = torch.empty(36 * inputs * outputs)
    weight = weight.contiguous()  # kept until the call is over
    native.winograd_weights(at(weight), at(transformed), weight.shape[1], weight.shape[0], turned)
    y = torch.empty((x.shape[0], outputs) + x.shape[2:], memory_format=torch.channels_last)
    native.winograd_convolve(at(x), at(transformed), at(bias), at(residual), at(gate), relu, at(y),
                             x.shape[0], x.shape[2], x.shape[3], inputs, outputs)
    return y


def gradient(x, dy, weight):
    """The loss's gradients to weight and bias."""
    dw, db = torch.empty(weight.shape), torch.empty(weight.shape[0])
    native.winograd_gradient(at(x), at(dy), at(dw), at(db), x.shape[0], x.shape[2], x.shape[3],
                             weight.shape[1], weight.shape[0])
    return dw, db


class Convolution(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, weight, bias):
        ctx.save_for_backward(x, weight)
        return convolve(x, weight, bias)

    @staticmethod
    def backward(ctx, dy):
        x, weight = ctx.saved_tensors
        dy = nhwc(dy)
        return (convolve(dy, weight, turned=True), *gradient(x, dy, weight))


class ResidualBlock(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, weight_a, bias_a, weight_b, bias_b):
        inner = convolve(x, weight_a, bias_a, relu=True)
        ctx.save_for_backward(x, inner, weight_a, weight_b)
        return convolve(inner, weight_b, bias_b, residual=x)

    @staticmethod
    def backward(ctx, dy):
        x, inner, weight_a, weight_b = ctx.saved_tensors
        dy = nhwc(dy)
        d_inner = convolve(dy, weight_b, gate=inner, turned=True)
        dx = convolve(d_inner, weight_a, residual=dy, turned=True)
        return (dx, *gradient(x, d_inner, weight_a), *gradient(inner, dy, weight_b))


class Forward:
    """Computes what net(picture, scale) does, in f32."""

    def __init__(self):
        global native
        native = build()

    def __call__(self, net, picture, scale):
        head = nhwc(net.head((picture - net.mean) / RANGE))
        x = head
        for block in net.blocks:
            x = ResidualBlock.apply(x, block.a.weight, block.a.bias, block.b.weight, block.b.bias)
        x = nhwc(Convolution.apply(x, net.body.weight, net.body.bias) + head)
        tail = net.tail[str(scale)]
        spare = -tail.out_channels % PANEL
        weight, bias = F.pad(tail.weight, (0, 0, 0, 0, 0, 0, 0, spare)), F.pad(tail.bias, (0, spare))
        x = Convolution.apply(x, weight, bias)[:, :tail.out_channels].contiguous()
        return F.pixel_shuffle(x, scale) * RANGE + net.mean


def timed(forward, net, picture, scale):
    """Output, gradients by name, and the seconds both took."""
    net.zero_grad(set_to_none=True)
    began = time.time()
    output = forward(net, picture, scale)
    (output / 255).square().mean().backward()
    seconds = time.time() - began
    return output.detach(), {n: p.grad for n, p in net.named_parameters() if p.grad is not None}, seconds


def main():
    torch.manual_seed(1)
    torch.set_num_threads(2)
    net, fast = Edsr(), Forward()
    for scale, height, width in ((2, 64, 64), (3, 64, 64), (4, 61, 47)):
        picture = torch.rand(9, 3, height, width) * 255
        output, gradients, seconds = timed(Edsr.forward, net, picture, scale)
        ours, our_gradients, our_seconds = timed(fast, net, picture, scale)
        off = max(float((our_gradients[n] - g).norm() / g.norm()) for n, g in gradients.items())
        print(f"x{scale} {width}x{height}: within {float((ours - output).abs().max()):.5f} of 255, gradients within "
              f"{off:.1e} of theirs; {our_seconds:.2f} s, PyTorch {seconds:.2f} s", flush=True)


if __name__ == "__main__":
    main()
