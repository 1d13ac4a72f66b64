package dev.loupe.engine.onednn;

import dev.loupe.engine.EngineProvider.Unsupported;
import dev.loupe.engine.Precision;
import org.bytedeco.dnnl.global.dnnl;

/** What oneDNN may use of this processor; the numbers are its own {@code dnnl_cpu_isa_t}, each a set of bits. */
record Features(int isa) {

    boolean has(int wanted) {
        return (isa & wanted) == wanted;
    }

    /** The name of the best instruction set, as oneDNN spells it. */
    String name() {
        if (has(dnnl.dnnl_cpu_isa_avx512_core_amx)) {
            return "avx512_core_amx";
        } else if (has(dnnl.dnnl_cpu_isa_avx512_core_bf16)) {
            return "avx512_core_bf16";
        } else if (has(dnnl.dnnl_cpu_isa_avx512_core_vnni)) {
            return "avx512_core_vnni";
        } else if (has(dnnl.dnnl_cpu_isa_avx512_core)) {
            return "avx512_core";
        } else if (has(dnnl.dnnl_cpu_isa_avx2_vnni)) {
            return "avx2_vnni";
        }
        return has(dnnl.dnnl_cpu_isa_avx2) ? "avx2" : "sse41";
    }

    boolean bf16() {
        return has(dnnl.dnnl_cpu_isa_avx512_core_bf16);
    }

    boolean int8() {
        return has(dnnl.dnnl_cpu_isa_avx512_core_vnni) || has(dnnl.dnnl_cpu_isa_avx2_vnni);
    }

    /** Refuses what would run in emulation or not at all. */
    void require(Precision precision) throws Unsupported {
        switch (precision) {
            case F32 -> need(has(dnnl.dnnl_cpu_isa_avx2), "f32 needs AVX2");
            case BF16 -> need(bf16(), "bf16 needs AVX512_BF16 or AMX");
            case INT8 -> need(int8(), "int8 needs AVX512_VNNI, AVX_VNNI or AMX");
            case FP16 -> throw new Unsupported("oneDNN has no fp16 here: choose f32, bf16 or int8");
        }
    }

    private void need(boolean met, String sentence) throws Unsupported {
        if (!met) {
            throw new Unsupported(sentence + ", and this processor offers " + name());
        }
    }
}
