# SPDX-License-Identifier: Apache-2.0
"""Writes the network as ONNX and as the TensorFlow graph that OpenCV's dnn_superres reads, and checks both."""
import argparse
from pathlib import Path

import numpy as np
import torch

import weights
from model import MEAN_BGR, RANGE, from_state
from wire import field, varint

FLOAT, INT32 = 1, 3  # data types; 1 is float in ONNX and in TensorFlow, 3 is TensorFlow's


def folded(net, scale):
    """The convolutions in order, name -> (weight, bias), taking and giving 0..255 around the mean."""
    blocks = [f"blocks.{i}.{part}" for i in range(len(net.blocks)) for part in "ab"]
    names = ["head", *blocks, "body", f"tail.{scale}"]
    layers = {name: net.get_submodule(name) for name in names}
    arrays = {name: [layer.weight.detach().numpy().copy(), layer.bias.detach().numpy().copy()]
              for name, layer in layers.items()}
    arrays["head"][0] /= RANGE
    arrays[f"tail.{scale}"][0] *= RANGE
    arrays[f"tail.{scale}"][1] *= RANGE
    return arrays


# ONNX ---------------------------------------------------------------------------------------------------------------

def onnx_ints(name, values):
    return field(5, [field(1, name), *(field(8, v) for v in values), field(20, 7)])


def onnx_node(kind, inputs, output, attributes=()):
    return field(1, [field(1, i) for i in inputs] + [field(2, output), field(3, output), field(4, kind), *attributes])


def onnx_tensor(name, array):
    raw = np.ascontiguousarray(array, "<f4").tobytes()
    return field(5, [field(1, n) for n in array.shape] + [field(2, FLOAT), field(8, name), field(9, raw)])


def onnx_picture(number, name, height, width):
    dims = [field(1, field(1, 1)), field(1, field(1, 3)), field(1, field(2, height)), field(1, field(2, width))]
    return field(number, [field(1, name), field(2, field(1, [field(1, FLOAT), field(2, dims)]))])


def onnx_conv(source, name, output):
    attributes = [onnx_ints("kernel_shape", (3, 3)), onnx_ints("pads", (1, 1, 1, 1))]
    return onnx_node("Conv", [source, f"{name}.weight", f"{name}.bias"], output, attributes)


def onnx(net, scale):
    """An ONNX model of opset 13: NCHW, BGR, 0..255, any height and width, the mean inside."""
    nodes, at = [onnx_node("Sub", ["input", "mean"], "centred"), onnx_conv("centred", "head", "head")], "head"
    for i in range(len(net.blocks)):
        a, b, block = f"blocks.{i}.a", f"blocks.{i}.b", f"blocks.{i}"
        nodes += [onnx_conv(at, a, a), onnx_node("Relu", [a], a + ".relu"), onnx_conv(a + ".relu", b, b),
                  onnx_node("Add", [at, b], block)]
        at = block
    tail = f"tail.{scale}"
    mode = field(5, [field(1, "mode"), field(4, "CRD"), field(20, 3)])
    size = field(5, [field(1, "blocksize"), field(3, scale), field(20, 2)])
    nodes += [onnx_conv(at, "body", "body"), onnx_node("Add", ["body", "head"], "features"),
              onnx_conv("features", tail, tail), onnx_node("DepthToSpace", [tail], "shuffled", [size, mode]),
              onnx_node("Add", ["shuffled", "mean"], "output")]
    tensors = [onnx_tensor("mean", np.array(MEAN_BGR, np.float32).reshape(1, 3, 1, 1))]
    for name, (weight, bias) in folded(net, scale).items():
        tensors += [onnx_tensor(f"{name}.weight", weight), onnx_tensor(f"{name}.bias", bias)]
    graph = nodes + [field(2, f"edsr_x{scale}")] + tensors
    graph += [onnx_picture(11, "input", "height", "width"), onnx_picture(12, "output", "out_height", "out_width")]
    return b"".join([field(1, 8), field(2, "loupe"), field(7, graph), field(8, [field(1, ""), field(2, 13)])])


# OpenCV's layout ----------------------------------------------------------------------------------------------------

def tf_node(name, kind, inputs=(), **attributes):
    pairs = [field(5, [field(1, key), field(2, value)]) for key, value in attributes.items()]
    return field(1, [field(1, name), field(2, kind)] + [field(3, i) for i in inputs] + pairs)


def tf_type(kind):
    return field(6, kind)


def tf_const(name, array, kind=FLOAT):
    shape = field(2, [field(2, field(1, n)) for n in array.shape])
    tensor = field(8, [field(1, kind), shape, field(4, array.tobytes())])
    return tf_node(name, "Const", dtype=tf_type(kind), value=tensor)


def tf_conv(source, name, weight, bias):
    """Convolution and bias; weights become height, width, inputs, outputs. The output is called `name`/bias."""
    ones, nhwc, t = field(1, field(3, varint(1) * 4)), field(2, "NHWC"), tf_type(FLOAT)
    return [tf_const(f"{name}/w", np.ascontiguousarray(weight.transpose(2, 3, 1, 0), "<f4")),
            tf_const(f"{name}/b", np.ascontiguousarray(bias, "<f4")),
            tf_node(name, "Conv2D", [source, f"{name}/w"], T=t, strides=ones, padding=field(2, "SAME"),
                    data_format=nhwc, dilations=ones),
            tf_node(f"{name}/bias", "BiasAdd", [name, f"{name}/b"], T=t, data_format=nhwc)]


def tf_binary(name, kind, a, b):
    return tf_node(name, kind, [a, b], T=tf_type(FLOAT))


def opencv(net, scale):
    """A TensorFlow graph named and built as OpenCV's EDSR files are; the caller takes the mean off and adds it."""
    arrays = folded(net, scale)
    dims = [field(2, field(1, n)) for n in (-1, -1, -1, 3)]
    nodes = [tf_node("IteratorGetNext", "Placeholder", dtype=tf_type(FLOAT), shape=field(7, dims)),
             tf_const("rs", np.ones(1, "<f4")), *tf_conv("IteratorGetNext", "head", *arrays["head"])]
    at = "head/bias"
    for i in range(len(net.blocks)):
        nodes += tf_conv(at, f"b{i}a", *arrays[f"blocks.{i}.a"])
        nodes.append(tf_node(f"b{i}r", "Relu", [f"b{i}a/bias"], T=tf_type(FLOAT)))
        nodes += tf_conv(f"b{i}r", f"b{i}b", *arrays[f"blocks.{i}.b"])
        nodes += [tf_binary(f"b{i}m", "Mul", f"b{i}b/bias", "rs"), tf_binary(f"b{i}o", "Add", at, f"b{i}m")]
        at = f"b{i}o"
    nodes += tf_conv(at, "body", *arrays["body"]) + [tf_binary("sk", "Add", "body/bias", "head/bias")]
    weight, bias = arrays[f"tail.{scale}"]
    order = np.arange(3 * scale * scale).reshape(3, scale * scale).T.ravel()  # TensorFlow keeps the colours innermost
    nodes += tf_conv("sk", "up", weight[order], bias[order])
    nodes += [tf_node("NHWC_output", "DepthToSpace", ["up/bias"], T=tf_type(FLOAT), block_size=field(3, scale),
                      data_format=field(2, "NHWC")),
              tf_const("perm", np.array([0, 3, 1, 2], "<i4"), INT32),
              tf_node("NCHW_output", "Transpose", ["NHWC_output", "perm"], T=tf_type(FLOAT), Tperm=tf_type(INT32))]
    return b"".join(nodes) + field(4, field(1, 27))


# Checks -------------------------------------------------------------------------------------------------------------

def check_onnx(path, picture, expected):
    try:
        import onnxruntime
    except ImportError:
        return "not checked, no onnxruntime"
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    values = session.run(["output"], {"input": picture.transpose(2, 0, 1)[None].astype(np.float32)})[0]
    return verdict(np.abs(values - expected).max())


def check_opencv(path, picture, expected, scale):
    try:
        from cv2 import dnn_superres
    except ImportError:
        return "not checked, no OpenCV with dnn_superres"
    engine = dnn_superres.DnnSuperResImpl_create()
    engine.readModel(str(path))
    engine.setModel("edsr", scale)
    rounded = np.clip(np.rint(expected[0].transpose(1, 2, 0)), 0, 255)
    return verdict(np.abs(engine.upsample(picture).astype(float) - rounded).max())


def verdict(difference):
    if difference > 1:
        raise SystemExit(f"differs from PyTorch by {difference} of 255")
    return f"within {difference:.4f} of 255 of PyTorch"


def main():
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("--from", dest="start", nargs="+", required=True)
    p.add_argument("--name", required=True, help="files are called NAME-xSCALE")
    p.add_argument("--out", required=True)
    p.add_argument("--scales", default="2,3,4")
    args = p.parse_args()
    net = from_state(weights.load(args.start)).eval()
    for scale in (int(s) for s in args.scales.split(",")):
        picture = np.random.default_rng(scale).integers(0, 256, (45, 61, 3)).astype(np.uint8)
        with torch.no_grad():
            expected = net(torch.from_numpy(picture).permute(2, 0, 1)[None].float(), scale).numpy()
        path = Path(args.out) / f"{args.name}-x{scale}"
        for suffix, model in ((".onnx", onnx(net, scale)), (".pb", opencv(net, scale))):
            path.with_suffix(suffix).write_bytes(model)
        print(path.name, "ONNX", check_onnx(path.with_suffix(".onnx"), picture, expected))
        print(path.name, "OpenCV", check_opencv(path.with_suffix(".pb"), picture, expected, scale))


if __name__ == "__main__":
    main()
