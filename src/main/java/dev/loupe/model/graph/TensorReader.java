package dev.loupe.model.graph;

import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Reads the tensors of one file. */
final class TensorReader {
    /** TensorFlow stores a tensor of equal numbers as one of them: a small file could ask for any amount of memory. */
    private long spare = 16 << 20;

    /** What a tensor's message holds; of {@code raw}, {@code numbers} and {@code integers} one is filled. */
    private static final class Parts {
        private final Numbers shape = new Numbers();
        private final Numbers numbers = new Numbers();
        private final Numbers integers = new Numbers();
        private byte[] raw = new byte[0];
        private Element element;
        private String name = "";
        private boolean external;
    }

    record Named(String name, Tensor tensor) {}

    /** A TensorProto of onnx.proto; its tensor is null where it holds no numbers. */
    Named onnx(Wire.Field field) throws IOException {
        Parts parts = new Parts();
        field.message(part -> {
            switch (part.number()) {
                case 1 -> part.integers(parts.shape::add);
                case 2 -> parts.element = Element.ofOnnx(part.integer());
                case 4 -> part.floats(parts.numbers::add);
                case 5, 7 -> part.integers(parts.integers::add);
                case 8 -> parts.name = part.text();
                case 9 -> parts.raw = part.bytes();
                case 10 -> part.doubles(parts.numbers::add);
                case 14 -> parts.external = part.integer() != 0;
                default -> { }
            }
        });
        if (parts.external) {
            throw new BadGraph("its weights lie in another file beside it; export it with the weights inside");
        }
        return new Named(parts.name, tensor(parts, false));
    }

    /** A TensorProto of TensorFlow's tensor.proto; null where it holds no numbers. */
    Tensor tensorFlow(Wire.Field field) throws IOException {
        Parts parts = new Parts();
        field.message(part -> {
            switch (part.number()) {
                case 1 -> parts.element = Element.ofTensorFlow(part.integer());
                case 2 -> tensorFlowShape(part, parts.shape);
                case 4 -> parts.raw = part.bytes();
                case 5 -> part.floats(parts.numbers::add);
                case 6 -> part.doubles(parts.numbers::add);
                case 7, 10, 11, 13 -> part.integers(parts.integers::add);
                default -> { }
            }
        });
        return tensor(parts, true);
    }

    /** Appends the sides of a TensorShapeProto, -1 where it leaves them open. */
    static void tensorFlowShape(Wire.Field field, Numbers shape) throws IOException {
        field.message(dimension -> {
            if (dimension.number() == 2) {
                Numbers side = new Numbers();
                dimension.message(part -> {
                    if (part.number() == 1) {
                        side.add(part.integer());
                    }
                });
                shape.add(side.size() == 0 ? 0 : side.get(side.size() - 1));
            }
        });
    }

    private Tensor tensor(Parts parts, boolean mayRepeat) throws IOException {
        if (parts.element == null) {
            return null;
        }
        int[] shape = parts.shape.toShape();
        float[] values = values(parts);
        long size = 1;
        for (int side : shape) {
            size = Math.min(size * side, Integer.MAX_VALUE);
        }
        if (values.length < size && mayRepeat && parts.raw.length == 0) {
            values = repeatLast(values, (int) size);
        }
        if (values.length != size) {
            throw new InvalidProtocolBufferException("a tensor of " + Arrays.toString(shape) + " has "
                    + values.length + " numbers");
        }
        return new Tensor(shape, values);
    }

    private float[] repeatLast(float[] values, int size) throws BadGraph {
        spare -= size;
        if (spare < 0) {
            throw new BadGraph("it has constants of more than " + (16 << 20) + " equal numbers");
        }
        float[] result = Arrays.copyOf(values, size);
        if (values.length > 0) {
            Arrays.fill(result, values.length, size, values[values.length - 1]);
        }
        return result;
    }

    private static float[] values(Parts parts) throws InvalidProtocolBufferException {
        if (parts.numbers.size() > 0) {
            return parts.numbers.toFloats();
        }
        Element element = parts.element;
        if (parts.integers.size() > 0) {
            float[] values = new float[parts.integers.size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = element.ofInteger(parts.integers.get(i));
            }
            return values;
        }
        if (parts.raw.length % element.bytes() != 0) {
            throw new InvalidProtocolBufferException("a tensor of " + element + " has " + parts.raw.length + " bytes");
        }
        ByteBuffer raw = ByteBuffer.wrap(parts.raw).order(ByteOrder.LITTLE_ENDIAN);
        float[] values = new float[parts.raw.length / element.bytes()];
        for (int i = 0; i < values.length; i++) {
            values[i] = element.read(raw, i);
        }
        return values;
    }
}
