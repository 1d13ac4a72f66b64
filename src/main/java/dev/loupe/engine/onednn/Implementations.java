package dev.loupe.engine.onednn;

import java.util.function.Supplier;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerPointer;

/** The ways oneDNN offers to compute one primitive. */
final class Implementations {
    private Implementations() {}

    /**
     * The quickest of the ways offered. oneDNN names its own favourite first. On AMX that is {@code brg_conv_fwd},
     * which the second, {@code jit}, beats by a tenth to a third on bands (docs/engines.md). Belongs to the caller.
     *
     * @param offer makes a description that stands at the favourite
     */
    static dnnl_primitive_desc quickest(Supplier<dnnl_primitive_desc> offer) {
        dnnl_primitive_desc favourite = offer.get();
        if (!isAmx(name(favourite))) {
            return favourite;
        }
        dnnl_primitive_desc other = offer.get();
        while (dnnl.dnnl_primitive_desc_next_impl(other) == dnnl.dnnl_success && isAmx(name(other))) {
            if (name(other).startsWith("jit")) {
                dnnl.dnnl_primitive_desc_destroy(favourite);
                return other;
            }
        }
        dnnl.dnnl_primitive_desc_destroy(other);
        return favourite;
    }

    private static boolean isAmx(String name) {
        return name.contains("amx");
    }

    /** What oneDNN calls the way a description stands at. */
    static String name(dnnl_primitive_desc desc) {
        try (PointerPointer<BytePointer> answer = new PointerPointer<>(1)) {
            Native.check(dnnl.dnnl_primitive_desc_query(desc, dnnl.dnnl_query_impl_info_str, 0, answer), "description");
            return answer.get(BytePointer.class, 0).getString();
        }
    }
}
