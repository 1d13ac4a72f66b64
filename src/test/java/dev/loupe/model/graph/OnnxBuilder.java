package dev.loupe.model.graph;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** Writes small ONNX files for tests; the picture is {@code in}, of {@code channels} channels. */
public final class OnnxBuilder {
    public interface Part {
        void write(CodedOutputStream to) throws IOException;
    }

    private final List<byte[]> fields = new ArrayList<>();

    public OnnxBuilder(int channels) {
        input("in", channels);
    }

    public OnnxBuilder input(String name, int channels) {
        byte[] shape = message(to -> {
            for (int side : new int[] {1, channels, -1, -1}) {
                byte[] dimension = message(inner -> {
                    if (side > 0) {
                        inner.writeInt64(1, side);
                    } else {
                        inner.writeString(2, "any");
                    }
                });
                to.writeByteArray(1, dimension);
            }
        });
        byte[] tensor = message(to -> to.writeByteArray(2, shape));
        byte[] type = message(to -> to.writeByteArray(1, tensor));
        return field(11, message(to -> {
            to.writeString(1, name);
            to.writeByteArray(2, type);
        }));
    }

    public OnnxBuilder output(String name) {
        return field(12, message(to -> to.writeString(1, name)));
    }

    public OnnxBuilder constant(String name, int[] shape, float... values) {
        return field(5, tensor(name, shape, values));
    }

    /** Weights that pass every channel on in the middle of the kernel, {@code out} rows cut or repeated. */
    public OnnxBuilder passing(String name, int out, int in, int kernel) {
        float[] values = new float[out * in * kernel * kernel];
        for (int o = 0; o < out; o++) {
            values[((o * in + o % in) * kernel + kernel / 2) * kernel + kernel / 2] = 1;
        }
        return constant(name, new int[] {out, in, kernel, kernel}, values);
    }

    public static byte[] tensor(String name, int[] shape, float... values) {
        return message(to -> {
            for (int side : shape) {
                to.writeInt64(1, side);
            }
            to.writeInt32(2, 1);
            for (float value : values) {
                to.writeFloat(4, value);
            }
            to.writeString(8, name);
        });
    }

    public OnnxBuilder node(String kind, String output, List<String> inputs, Part... attributes) {
        return field(1, message(to -> {
            for (String input : inputs) {
                to.writeString(1, input);
            }
            to.writeString(2, output);
            to.writeString(3, output + "_node");
            to.writeString(4, kind);
            for (Part attribute : attributes) {
                to.writeByteArray(5, message(attribute));
            }
        }));
    }

    public OnnxBuilder convolution(String output, String input, String weights, int padding) {
        return node("Conv", output, List.of(input, weights), integers("pads", padding, padding, padding, padding));
    }

    public static Part integer(String name, long value) {
        return to -> {
            to.writeString(1, name);
            to.writeInt64(3, value);
        };
    }

    public static Part number(String name, float value) {
        return to -> {
            to.writeString(1, name);
            to.writeFloat(2, value);
        };
    }

    public static Part text(String name, String value) {
        return to -> {
            to.writeString(1, name);
            to.writeString(4, value);
        };
    }

    public static Part integers(String name, long... values) {
        return to -> {
            to.writeString(1, name);
            for (long value : values) {
                to.writeInt64(8, value);
            }
        };
    }

    public OnnxBuilder field(int number, byte[] message) {
        fields.add(message(to -> to.writeByteArray(number, message)));
        return this;
    }

    public byte[] bytes() {
        byte[] graph = message(to -> {
            for (byte[] field : fields) {
                to.writeRawBytes(field);
            }
        });
        return message(to -> {
            to.writeInt64(1, 8);
            to.writeByteArray(7, graph);
        });
    }

    public static byte[] message(Part part) {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            CodedOutputStream to = CodedOutputStream.newInstance(bytes);
            part.write(to);
            to.flush();
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
