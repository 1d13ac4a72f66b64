package dev.loupe.engine.onednn;

import java.util.List;
import org.bytedeco.dnnl.dnnl_memory;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive;

/**
 * A step as a primitive, for one width and band height. Several threads may execute it at once, each with memory of its own
 * to scribble on.
 *
 * @param scratch bytes of scribbling memory
 * @param implementation what oneDNN chose, in its words
 */
record Kernel(
        dnnl_primitive primitive, List<Moving> moving, List<Fixed> fixed, long scratch, dnnl_memory_desc scratchDesc,
        String implementation) {

    /** An argument whose memory is elsewhere in each band: rows of {@code tensor} from {@code back} rows before the band's own. */
    record Moving(int argument, int tensor, int back, dnnl_memory_desc desc) {}

    /** An argument that is the same in every call. */
    record Fixed(int argument, dnnl_memory memory) {}
}
