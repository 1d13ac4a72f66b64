package dev.loupe.model.graph;

import com.google.protobuf.CodedOutputStream;
import dev.loupe.failure.Failed;
import dev.loupe.model.graph.EdsrTrunk.Block;
import dev.loupe.model.graph.Network.Convolution;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes the TensorFlow graph that OpenCV's {@code DnnSuperResImpl} reads with {@code setModel("edsr", scale)}. */
public final class EdsrFile {
    private static final int FLOAT = 1;
    private static final int INT32 = 3;

    private final OutputStream out;

    private EdsrFile(OutputStream out) {
        this.out = out;
    }

    /** @throws Failed if the file cannot be written; what has been written of it then stays */
    public static void write(Edsr edsr, Path file) {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 20)) {
            new EdsrFile(out).write(edsr);
        } catch (IOException e) {
            throw new Failed("The network " + file + " could not be written: " + e.getMessage(), e);
        }
    }

    private void write(Edsr edsr) throws IOException {
        node(Edsr.INPUT, "Placeholder", attribute("dtype", type(FLOAT)), attribute("shape", openShape()));
        convolution("head", edsr.head(), Edsr.INPUT);
        String value = "head/bias";
        for (int i = 0; i < edsr.blocks().size(); i++) {
            Block block = edsr.blocks().get(i);
            String name = "block" + i;
            convolution(name + "_a", block.first(), value);
            node(name + "_relu", "Relu", input(name + "_a/bias"), attribute("T", type(FLOAT)));
            convolution(name + "_b", block.second(), name + "_relu");
            add(name, value, name + "_b/bias");
            value = name;
        }
        convolution("body", edsr.body(), value);
        add("features", "body/bias", "head/bias");
        convolution("tail", edsr.tail(), "features");
        node(Edsr.OUTPUT, "DepthToSpace", input("tail/bias"), attribute("T", type(FLOAT)),
                attribute("block_size", message(to -> to.writeInt64(3, edsr.scale()))),
                attribute("data_format", text("NHWC")));
        ByteBuffer axes = littleEndian(16).putInt(0).putInt(3).putInt(1).putInt(2);
        constant("perm", INT32, axes, 4);
        node("NCHW_output", "Transpose", input(Edsr.OUTPUT), input("perm"), attribute("T", type(FLOAT)),
                attribute("Tperm", type(INT32)));
    }

    private void add(String name, String left, String right) throws IOException {
        node(name, "Add", input(left), input(right), attribute("T", type(FLOAT)));
    }

    private void convolution(String name, Convolution conv, String input) throws IOException {
        int taps = conv.kernelHeight() * conv.kernelWidth();
        ByteBuffer weights = littleEndian(4 * conv.weights().length);
        for (int tap = 0; tap < taps; tap++) {
            for (int in = 0; in < conv.in(); in++) {
                for (int to = 0; to < conv.out(); to++) {
                    weights.putFloat(conv.weights()[(to * conv.in() + in) * taps + tap]);
                }
            }
        }
        constant(name + "/weights", FLOAT, weights, conv.kernelHeight(), conv.kernelWidth(), conv.in(), conv.out());
        ByteBuffer biases = littleEndian(4 * conv.out());
        for (float bias : conv.bias()) {
            biases.putFloat(bias);
        }
        constant(name + "/biases", FLOAT, biases, conv.out());
        byte[] list = message(to -> to.writeByteArray(3, new byte[] {1, 1, 1, 1}));
        byte[] ones = message(to -> to.writeByteArray(1, list));
        node(name, "Conv2D", input(input), input(name + "/weights"), attribute("T", type(FLOAT)),
                attribute("strides", ones), attribute("dilations", ones), attribute("padding", text("SAME")),
                attribute("data_format", text("NHWC")));
        node(name + "/bias", "BiasAdd", input(name), input(name + "/biases"), attribute("T", type(FLOAT)),
                attribute("data_format", text("NHWC")));
    }

    private static ByteBuffer littleEndian(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private void constant(String name, int type, ByteBuffer content, int... shape) throws IOException {
        byte[] tensor = message(to -> {
            to.writeInt32(1, type);
            to.writeByteArray(2, shape(shape));
            to.writeByteArray(4, content.array());
        });
        byte[] value = message(to -> to.writeByteArray(8, tensor));
        node(name, "Const", attribute("dtype", type(type)), attribute("value", value));
    }

    private static byte[] shape(int... sides) throws IOException {
        return message(to -> {
            for (int side : sides) {
                to.writeByteArray(2, message(dimension -> dimension.writeInt64(1, side)));
            }
        });
    }

    private static byte[] openShape() throws IOException {
        return message(to -> to.writeByteArray(7, shape(-1, -1, -1, 3)));
    }

    private static byte[] type(int type) throws IOException {
        return message(to -> to.writeInt32(6, type));
    }

    private static byte[] text(String text) throws IOException {
        return message(to -> to.writeByteArray(2, text.getBytes(StandardCharsets.UTF_8)));
    }

    private interface Part {
        void write(CodedOutputStream to) throws IOException;
    }

    private static Part input(String value) {
        return to -> to.writeString(3, value);
    }

    private static Part attribute(String name, byte[] value) {
        return to -> to.writeByteArray(5, message(entry -> {
            entry.writeString(1, name);
            entry.writeByteArray(2, value);
        }));
    }

    private void node(String name, String kind, Part... parts) throws IOException {
        byte[] node = message(to -> {
            to.writeString(1, name);
            to.writeString(2, kind);
            for (Part part : parts) {
                part.write(to);
            }
        });
        out.write(message(to -> to.writeByteArray(1, node)));
    }

    private static byte[] message(Part part) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream to = CodedOutputStream.newInstance(bytes);
        part.write(to);
        to.flush();
        return bytes.toByteArray();
    }
}
