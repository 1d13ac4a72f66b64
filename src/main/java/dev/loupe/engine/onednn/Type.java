package dev.loupe.engine.onednn;

import org.bytedeco.dnnl.global.dnnl;

/** How a tensor's numbers are stored. */
enum Type {
    F32(4, dnnl.dnnl_f32),
    BF16(2, dnnl.dnnl_bf16),
    S8(1, dnnl.dnnl_s8),
    U8(1, dnnl.dnnl_u8);

    private final int bytes;
    private final int code;

    Type(int bytes, int code) {
        this.bytes = bytes;
        this.code = code;
    }

    int bytes() {
        return bytes;
    }

    /** oneDNN's number for it. */
    int code() {
        return code;
    }

    boolean isInteger() {
        return this == S8 || this == U8;
    }

    /** The largest stored number. */
    float max() {
        return this == S8 ? 127 : 255;
    }
}
