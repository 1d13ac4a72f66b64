package dev.loupe.bench;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import dev.loupe.model.graph.Network;
import dev.loupe.model.graph.Network.Add;
import dev.loupe.model.graph.Network.Affine;
import dev.loupe.model.graph.Network.Convolution;
import dev.loupe.model.graph.Network.DepthToSpace;
import dev.loupe.model.graph.Network.Operation;
import dev.loupe.model.graph.Network.Relu;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** Writes an EDSR as ONNX, for programs that read nothing else (onnx/onnx.proto3 has the field numbers). */
final class OnnxWriter {
    private static final int FLOAT = 1;
    private static final int INTEGER = 2;
    private static final int TEXT = 3;
    private static final int INTEGERS = 7;

    interface Part {
        void write(CodedOutputStream to) throws IOException;
    }

    private final CodedOutputStream graph;

    private OnnxWriter(CodedOutputStream graph) {
        this.graph = graph;
    }

    static byte[] bytes(Network network) throws IOException {
        byte[] graph = message(to -> new OnnxWriter(to).graph(network));
        return message(to -> {
            to.writeInt64(1, 8);
            to.writeByteArray(7, graph);
            to.writeByteArray(8, message(version -> version.writeInt64(2, 13)));
        });
    }

    private void graph(Network network) throws IOException {
        for (Operation operation : network.operations()) {
            write(operation);
        }
        graph.writeString(2, "edsr");
        graph.writeByteArray(11, picture(network.input()));
        graph.writeByteArray(12, picture(network.output()));
    }

    private void write(Operation operation) throws IOException {
        if (operation instanceof Convolution c) {
            constant(c.output() + ".weight", c.weights(), c.out(), c.in(), c.kernelHeight(), c.kernelWidth());
            constant(c.output() + ".bias", c.bias(), c.out());
            int y = c.kernelHeight() / 2;
            int x = c.kernelWidth() / 2;
            List<String> inputs = List.of(c.input(), c.output() + ".weight", c.output() + ".bias");
            node("Conv", c.output(), inputs, attribute("pads", INTEGERS, to -> {
                for (int side : new int[] {y, x, y, x}) {
                    to.writeInt64(8, side);
                }
            }));
        } else if (operation instanceof Relu relu) {
            node("Relu", relu.output(), List.of(relu.input()));
        } else if (operation instanceof Add add) {
            node("Add", add.output(), List.of(add.left(), add.right()));
        } else if (operation instanceof Affine affine) {
            constant(affine.output() + ".factors", affine.factors(), affine.factors().length, 1, 1);
            constant(affine.output() + ".shifts", affine.shifts(), affine.shifts().length, 1, 1);
            node("Mul", affine.output() + ".scaled", List.of(affine.input(), affine.output() + ".factors"));
            node("Add", affine.output(), List.of(affine.output() + ".scaled", affine.output() + ".shifts"));
        } else if (operation instanceof DepthToSpace shuffle) {
            node("DepthToSpace", shuffle.output(), List.of(shuffle.input()),
                    attribute("blocksize", INTEGER, to -> to.writeInt64(3, shuffle.block())),
                    attribute("mode", TEXT, to -> to.writeString(4, shuffle.depthFirst() ? "DCR" : "CRD")));
        } else {
            throw new IllegalArgumentException("no EDSR has " + operation);
        }
    }

    private void node(String kind, String output, List<String> inputs, byte[]... attributes) throws IOException {
        graph.writeByteArray(1, message(to -> {
            for (String input : inputs) {
                to.writeString(1, input);
            }
            to.writeString(2, output);
            to.writeString(4, kind);
            for (byte[] attribute : attributes) {
                to.writeByteArray(5, attribute);
            }
        }));
    }

    private static byte[] attribute(String name, int type, Part value) throws IOException {
        return message(to -> {
            to.writeString(1, name);
            value.write(to);
            to.writeInt32(20, type);
        });
    }

    private void constant(String name, float[] values, long... dims) throws IOException {
        ByteBuffer raw = ByteBuffer.allocate(values.length * 4).order(ByteOrder.LITTLE_ENDIAN);
        raw.asFloatBuffer().put(values);
        graph.writeByteArray(5, message(to -> {
            for (long dim : dims) {
                to.writeInt64(1, dim);
            }
            to.writeInt32(2, FLOAT);
            to.writeString(8, name);
            to.writeBytes(9, ByteString.copyFrom(raw.array()));
        }));
    }

    /** One picture of three colours and any size. */
    private static byte[] picture(String name) throws IOException {
        byte[] shape = message(to -> {
            for (int side : new int[] {1, 3}) {
                to.writeByteArray(1, message(dim -> dim.writeInt64(1, side)));
            }
            for (String side : new String[] {"_height", "_width"}) {
                String free = name + side;
                to.writeByteArray(1, message(dim -> dim.writeString(2, free)));
            }
        });
        byte[] tensor = message(to -> {
            to.writeInt32(1, FLOAT);
            to.writeByteArray(2, shape);
        });
        return message(to -> {
            to.writeString(1, name);
            to.writeByteArray(2, message(type -> type.writeByteArray(1, tensor)));
        });
    }

    private static byte[] message(Part part) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream to = CodedOutputStream.newInstance(bytes);
        part.write(to);
        to.flush();
        return bytes.toByteArray();
    }
}
