package dev.loupe.engine.onednn;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.dnnl.dnnl_exec_arg_t;
import org.bytedeco.dnnl.dnnl_memory;
import org.bytedeco.dnnl.dnnl_primitive;
import org.bytedeco.dnnl.dnnl_stream;
import org.bytedeco.dnnl.global.dnnl;

/** One worker's way to execute one kernel: the arguments are made once, only their addresses change. For one thread. */
final class Call {
    private final dnnl_primitive primitive;
    private final dnnl_stream stream;
    private final Kernel.Moving[] moving;
    private final dnnl_memory[] memories;
    private final dnnl_exec_arg_t arguments;
    private final int count;
    private final Cursor cursor = new Cursor();

    /** {@code scratch}: the address of memory that is this worker's alone. */
    Call(Kernel kernel, Native natives, dnnl_stream stream, long scratch, Owned owned) {
        this.primitive = kernel.primitive();
        this.stream = stream;
        this.moving = kernel.moving().toArray(Kernel.Moving[]::new);
        List<Kernel.Fixed> all = new ArrayList<>(kernel.fixed());
        this.memories = new dnnl_memory[moving.length];
        for (int i = 0; i < moving.length; i++) {
            memories[i] = natives.memory(owned, moving[i].desc(), cursor.at(scratch));
            all.add(new Kernel.Fixed(moving[i].argument(), memories[i]));
        }
        for (Kernel.Local local : kernel.local()) {
            dnnl_memory memory = natives.memory(owned, local.desc(), cursor.at(scratch + local.offset()));
            all.add(new Kernel.Fixed(local.argument(), memory));
        }
        this.count = all.size();
        this.arguments = new dnnl_exec_arg_t(count);
        owned.keep(arguments::close);
        for (int i = 0; i < count; i++) {
            arguments.position(i).arg(all.get(i).argument()).memory(all.get(i).memory());
        }
        arguments.position(0);
    }

    void run(int band, Rows[] rows) {
        for (int i = 0; i < moving.length; i++) {
            Rows tensor = rows[moving[i].tensor()];
            long address = tensor.at(band, moving[i].back()) + moving[i].below() * tensor.rowBytes();
            Native.check(dnnl.dnnl_memory_set_data_handle(memories[i], cursor.at(address)), "memory");
        }
        Native.check(dnnl.dnnl_primitive_execute(primitive, stream, count, arguments), "execution");
    }
}
