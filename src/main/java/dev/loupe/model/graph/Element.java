package dev.loupe.model.graph;

import java.nio.ByteBuffer;

/** How a number of a tensor is stored, little-endian; the codes are from onnx.proto and TensorFlow's types.proto. */
enum Element {
    FLOAT32(4, 1, 1),
    FLOAT64(8, 11, 2),
    FLOAT16(2, 10, 19),
    BFLOAT16(2, 16, 14),
    UINT8(1, 2, 4, 12),
    INT8(1, 3, 6, 11),
    UINT16(2, 4, 17, 16),
    INT16(2, 5, 5, 15),
    INT32(4, 6, 3, 13),
    INT64(8, 7, 9),
    BOOL(1, 9, 10);

    private final int bytes;
    private final int onnx;
    private final int tensorFlow;
    private final int tensorFlowQuantised;

    Element(int bytes, int onnx, int tensorFlow) {
        this(bytes, onnx, tensorFlow, tensorFlow);
    }

    Element(int bytes, int onnx, int tensorFlow, int tensorFlowQuantised) {
        this.bytes = bytes;
        this.onnx = onnx;
        this.tensorFlow = tensorFlow;
        this.tensorFlowQuantised = tensorFlowQuantised;
    }

    /** Null for a type that holds no numbers. */
    static Element ofOnnx(long code) {
        for (Element element : values()) {
            if (element.onnx == code) {
                return element;
            }
        }
        return null;
    }

    /** Null for a type that holds no numbers; quantised types are their whole numbers. */
    static Element ofTensorFlow(long code) {
        for (Element element : values()) {
            if (element.tensorFlow == code || element.tensorFlowQuantised == code) {
                return element;
            }
        }
        return null;
    }

    int bytes() {
        return bytes;
    }

    float read(ByteBuffer from, int index) {
        int at = index * bytes;
        return switch (this) {
            case FLOAT32 -> from.getFloat(at);
            case FLOAT64 -> (float) from.getDouble(at);
            case FLOAT16 -> half(from.getShort(at));
            case BFLOAT16 -> Float.intBitsToFloat(from.getShort(at) << 16);
            case UINT8, BOOL -> from.get(at) & 0xff;
            case INT8 -> from.get(at);
            case UINT16 -> from.getShort(at) & 0xffff;
            case INT16 -> from.getShort(at);
            case INT32 -> from.getInt(at);
            case INT64 -> from.getLong(at);
        };
    }

    /** A number from a list of whole numbers, where both formats keep half floats as their bits. */
    float ofInteger(double value) {
        return switch (this) {
            case FLOAT16 -> half((short) (int) value);
            case BFLOAT16 -> Float.intBitsToFloat((int) value << 16);
            default -> (float) value;
        };
    }

    /** IEEE 754 binary16. */
    private static float half(short bits) {
        int exponent = bits >> 10 & 0x1f;
        int fraction = bits & 0x3ff;
        float size = switch (exponent) {
            case 0 -> fraction * 0x1p-24f;
            case 0x1f -> fraction == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
            default -> (float) Math.scalb(1 + fraction * 0x1p-10, exponent - 15);
        };
        return bits < 0 ? -size : size;
    }
}
