package dev.loupe.engine.onednn;

import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_desc_create_with_strides;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_desc_create_with_tag;

import dev.loupe.engine.Engine;
import dev.loupe.failure.Failed;
import org.bytedeco.dnnl.dnnl_engine;
import org.bytedeco.dnnl.dnnl_memory;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_stream;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.Pointer;

/**
 * oneDNN's processor engine, and the small things everybody makes with it. Objects belong to the {@link Owned} given.
 */
final class Native implements AutoCloseable {
    private final Owned own = new Owned();
    private final dnnl_engine engine = new dnnl_engine();

    Native() {
        check(dnnl.dnnl_engine_create(engine, dnnl.dnnl_cpu, 0), "engine");
        own.keep(engine, dnnl::dnnl_engine_destroy);
    }

    dnnl_engine engine() {
        return engine;
    }

    dnnl_stream stream(Owned owner) {
        dnnl_stream stream = new dnnl_stream();
        check(dnnl.dnnl_stream_create(stream, engine, dnnl.dnnl_stream_default_flags), "stream");
        return owner.keep(stream, dnnl::dnnl_stream_destroy);
    }

    /** A layout by oneDNN's name for it. */
    static dnnl_memory_desc desc(Owned owner, int type, int tag, long... dims) {
        dnnl_memory_desc desc = new dnnl_memory_desc();
        check(dnnl_memory_desc_create_with_tag(desc, dims.length, dims, type, tag), "layout");
        return owner.keep(desc, dnnl::dnnl_memory_desc_destroy);
    }

    static dnnl_memory_desc strided(Owned owner, int type, long[] dims, long[] strides) {
        dnnl_memory_desc desc = new dnnl_memory_desc();
        check(dnnl_memory_desc_create_with_strides(desc, dims.length, dims, type, strides), "layout");
        return owner.keep(desc, dnnl::dnnl_memory_desc_destroy);
    }

    /** A handle for memory that lies, or will be said to lie, somewhere else. */
    dnnl_memory memory(Owned owner, dnnl_memory_desc desc, Pointer data) {
        dnnl_memory memory = new dnnl_memory();
        check(dnnl_memory_create(memory, desc, engine, data), "memory");
        return owner.keep(memory, dnnl::dnnl_memory_destroy);
    }

    /** Fresh memory outside the Java heap, at an address divisible by {@link Strip#ALIGNMENT}. */
    static long allocate(Owned owner, long bytes) {
        // Not through JavaCPP's pointers: their limit follows the heap's size, which says nothing about this memory.
        Pointer block = Pointer.malloc(bytes + Strip.ALIGNMENT);
        if (block == null || block.isNull()) {
            throw new Engine.OutOfMemory("There is no room for " + bytes + " bytes outside the Java heap.", null);
        }
        long address = block.address();
        owner.keep(() -> Pointer.free(block));
        return (address + Strip.ALIGNMENT - 1) / Strip.ALIGNMENT * Strip.ALIGNMENT;
    }

    /** Turns a status other than success into what it means. */
    static void check(int status, String what) {
        if (status == dnnl.dnnl_out_of_memory) {
            throw new Engine.OutOfMemory("oneDNN has no memory for its " + what + ".", null);
        }
        if (status != dnnl.dnnl_success) {
            throw new Failed("oneDNN refused its " + what + " with status " + status + ".");
        }
    }

    @Override
    public void close() {
        own.close();
    }
}
