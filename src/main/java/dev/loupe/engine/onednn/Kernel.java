package dev.loupe.engine.onednn;

import java.util.List;
import org.bytedeco.dnnl.dnnl_memory;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive;
import org.bytedeco.dnnl.global.dnnl;

/**
 * A primitive for one width and band height; one or several make a step. Several threads may execute it at once, each
 * with memory of its own to scribble on.
 *
 * @param implementation what oneDNN chose, in its words
 */
record Kernel(
        dnnl_primitive primitive, List<Moving> moving, List<Local> local, List<Fixed> fixed, String implementation) {

    /**
     * An argument whose memory is elsewhere in each band: rows of {@code tensor}, in one piece with those from
     * {@code back} rows before the band's own, and {@code below} rows further down.
     */
    record Moving(int argument, int tensor, int back, int below, dnnl_memory_desc desc) {}

    /** An argument in the scribbling memory, {@code offset} bytes into it. */
    record Local(int argument, long offset, dnnl_memory_desc desc) {}

    /** An argument that is the same in every call. */
    record Fixed(int argument, dnnl_memory memory) {}

    /** Bytes of scribbling memory. */
    long scratch() {
        return local.stream().mapToLong(each -> each.offset + dnnl.dnnl_memory_desc_get_size(each.desc)).max()
                .orElse(0);
    }

    /** The same, so many rows further down. */
    Kernel below(int rows) {
        List<Moving> lower = moving.stream()
                .map(each -> new Moving(each.argument, each.tensor, each.back, each.below + rows, each.desc)).toList();
        return new Kernel(primitive, lower, local, fixed, implementation);
    }
}
