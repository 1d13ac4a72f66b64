# SPDX-License-Identifier: Apache-2.0
"""Reading weights: PyTorch state dicts, and the ONNX files that export.py writes."""
from pathlib import Path

import numpy as np
import torch

from model import RANGE
from wire import fields

GRAPH, INITIALIZER = 7, 5  # field numbers in ONNX' ModelProto and GraphProto
DIMS, NAME, RAW = 1, 8, 9  # and in TensorProto


def load(paths):
    """A state dict from one .pt, or from ONNX files of one trunk, which gives that trunk and the tail of each."""
    paths = [Path(p) for p in paths]
    if paths[0].suffix == ".pt":
        return torch.load(paths[0], map_location="cpu")
    state = {}
    for path in paths:
        for name, value in read_onnx(path).items():
            if not torch.equal(state.setdefault(name, value), value):
                raise SystemExit(f"{path} has another {name} than {paths[0]}: their trunks differ")
    return state


def read_onnx(path):
    """The weights of an exported ONNX file, the range taken out of the first and the last layer again."""
    state = tensors(path)
    state.pop("mean", None)
    for name in state:
        if name == "head.weight":
            state[name] = state[name] * RANGE
        elif name.startswith("tail."):
            state[name] = state[name] / RANGE
    return state


def tensors(path):
    """Every stored tensor of an ONNX file by its name, in the file's order."""
    graph = next(value for number, value in fields(Path(path).read_bytes()) if number == GRAPH)
    return dict(_tensor(value) for number, value in fields(graph) if number == INITIALIZER)


def _tensor(message):
    dims, name, raw = [], "", b""
    for number, value in fields(message):
        if number == DIMS:
            dims.append(value)
        elif number == NAME:
            name = bytes(value).decode()
        elif number == RAW:
            raw = bytes(value)
    return name, torch.from_numpy(np.frombuffer(raw, "<f4").reshape(dims).copy())
