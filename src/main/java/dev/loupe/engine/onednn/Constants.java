package dev.loupe.engine.onednn;

import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_desc_equal;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_desc_get_size;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.dnnl.dnnl_exec_arg_t;
import org.bytedeco.dnnl.dnnl_memory;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.bytedeco.dnnl.dnnl_stream;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.BytePointer;

/**
 * The numbers of a network in native memory: one copy for all widths, and of the weights one for each layout that a
 * primitive asked for. Not thread-safe; reading what it gave is.
 */
final class Constants implements AutoCloseable {
    /** {@code part}: which argument, or which of several weights. */
    private record Place(int step, int part) {}

    private record Laid(dnnl_memory_desc desc, dnnl_memory memory) {}

    private final Native natives;
    private final Owned own = new Owned();
    private final Map<Place, dnnl_memory> floats = new HashMap<>();
    private final Map<Place, List<Laid>> weights = new HashMap<>();
    private long bytes;

    Constants(Native natives) {
        this.natives = natives;
    }

    /** Native bytes taken so far. */
    long bytes() {
        return bytes;
    }

    /** A row of numbers for one argument of one step, with the given dimensions. */
    dnnl_memory floats(int step, int argument, float[] values, long... dims) {
        return floats.computeIfAbsent(new Place(step, argument), place -> {
            int tag = switch (dims.length) {
                case 1 -> dnnl.dnnl_x;
                case 2 -> dnnl.dnnl_ab;
                default -> dnnl.dnnl_nhwc;
            };
            long address = allocate(values.length * 4L);
            new Cursor().at(address).put(values, 0, values.length);
            return natives.memory(own, Native.desc(own, dnnl.dnnl_f32, tag, dims), new Cursor().at(address));
        });
    }

    /** The weights of a step, or of one part of it, in the layout its primitive asks for. */
    dnnl_memory weights(int step, int part, Weights plain, Type type, dnnl_memory_desc wanted) {
        List<Laid> known = weights.computeIfAbsent(new Place(step, part), none -> new ArrayList<>());
        for (Laid laid : known) {
            if (dnnl_memory_desc_equal(laid.desc, wanted) != 0) {
                return laid.memory;
            }
        }
        dnnl_memory_desc desc = new dnnl_memory_desc();
        Native.check(dnnl.dnnl_memory_desc_clone(desc, wanted), "layout");
        own.keep(desc, dnnl::dnnl_memory_desc_destroy);
        long address = allocate(dnnl_memory_desc_get_size(desc));
        dnnl_memory memory = natives.memory(own, desc, new Cursor().at(address));
        try (Owned temporary = new Owned()) {
            reorder(temporary, plain(temporary, plain, type), desc, memory);
        }
        known.add(new Laid(desc, memory));
        return memory;
    }

    private record Plain(dnnl_memory_desc desc, dnnl_memory memory) {}

    private Plain plain(Owned temporary, Weights plain, Type type) {
        boolean integer = type == Type.S8;
        dnnl_memory_desc desc = Native.desc(temporary, integer ? dnnl.dnnl_s8 : dnnl.dnnl_f32, dnnl.dnnl_oihw,
                plain.out(), plain.in(), plain.height(), plain.width());
        long address = Native.allocate(temporary, plain.values().length * (integer ? 1L : 4L));
        if (integer) {
            new BytePointer(new Cursor().at(address)).put(plain.integers(), 0, plain.values().length);
        } else {
            new Cursor().at(address).put(plain.plain(), 0, plain.values().length);
        }
        return new Plain(desc, natives.memory(temporary, desc, new Cursor().at(address)));
    }

    private void reorder(Owned temporary, Plain from, dnnl_memory_desc desc, dnnl_memory to) {
        dnnl_primitive_desc primitiveDesc = new dnnl_primitive_desc();
        Native.check(dnnl.dnnl_reorder_primitive_desc_create(
                primitiveDesc, from.desc, natives.engine(), desc, natives.engine(), null), "reorder of weights");
        temporary.keep(primitiveDesc, dnnl::dnnl_primitive_desc_destroy);
        dnnl_primitive primitive = new dnnl_primitive();
        Native.check(dnnl.dnnl_primitive_create(primitive, primitiveDesc), "reorder of weights");
        temporary.keep(primitive, dnnl::dnnl_primitive_destroy);
        dnnl_stream stream = natives.stream(temporary);
        try (dnnl_exec_arg_t arguments = new dnnl_exec_arg_t(2)) {
            arguments.position(0).arg(dnnl.DNNL_ARG_FROM).memory(from.memory);
            arguments.position(1).arg(dnnl.DNNL_ARG_TO).memory(to);
            Native.check(dnnl.dnnl_primitive_execute(primitive, stream, 2, arguments.position(0)),
                    "reorder of weights");
            Native.check(dnnl.dnnl_stream_wait(stream), "reorder of weights");
        }
    }

    private long allocate(long size) {
        bytes += size;
        return Native.allocate(own, size);
    }

    @Override
    public void close() {
        own.close();
    }
}
