package dev.loupe.engine.onednn;

import dev.loupe.engine.Precision;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.bytedeco.dnnl.dnnl_exec_arg_t;
import org.bytedeco.dnnl.dnnl_memory;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_post_ops;
import org.bytedeco.dnnl.dnnl_primitive;
import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.bytedeco.dnnl.dnnl_stream;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.BytePointer;

/**
 * The rate of one plain 3x3 convolution with ReLU in oneDNN on all cores, over and over on the same numbers: what a
 * whole network is measured against. Arguments: features, precision. Prints the best of several shapes, of each the
 * median.
 */
public final class SingleConvolution {
    private static final int[][] SHAPES = {{64, 64}, {128, 128}, {8, 512}, {16, 512}, {256, 256}};
    private static final long NANOS_EACH = 1_500_000_000;

    private SingleConvolution() {}

    public static void main(String[] arguments) throws Exception {
        int features = Integer.parseInt(arguments[0]);
        Precision precision = Precision.parse(arguments[1]).orElseThrow();
        Library.load().features().require(precision);
        double best = 0;
        String shape = "";
        for (int[] size : SHAPES) {
            try (Native natives = new Native(); Owned owned = new Owned()) {
                double rate = rate(natives, owned, features, size[0], size[1], precision);
                if (rate > best) {
                    best = rate;
                    shape = size[1] + "x" + size[0];
                }
            }
        }
        System.out.printf(Locale.ROOT, "{\"features\":%d,\"precision\":\"%s\",\"shape\":\"%s\",\"tflops\":%.4f}%n",
                features, precision, shape, best);
    }

    private static double rate(Native natives, Owned owned, int features, int height, int width, Precision precision) {
        Type source = precision == Precision.INT8 ? Type.U8 : precision == Precision.BF16 ? Type.BF16 : Type.F32;
        Type weight = precision == Precision.INT8 ? Type.S8 : source;
        dnnl_memory_desc picture = Native.desc(owned, source.code(), dnnl.dnnl_nhwc, 1, features, height, width);
        dnnl_memory_desc any = Native.desc(owned, weight.code(), dnnl.dnnl_format_tag_any, features, features, 3, 3);
        dnnl_memory_desc bias = Native.desc(owned, dnnl.dnnl_f32, dnnl.dnnl_x, features);
        long[] one = {1, 1};
        long[] dense = {0, 0};
        dnnl_primitive_attr relu = relu(owned);
        dnnl_primitive_desc desc = Implementations.quickest(() -> {
            dnnl_primitive_desc offered = new dnnl_primitive_desc();
            Native.check(dnnl.dnnl_convolution_forward_primitive_desc_create(offered, natives.engine(),
                    dnnl.dnnl_forward_inference, dnnl.dnnl_convolution_direct, picture, any, bias, picture,
                    one, dense, one, one, relu), "convolution");
            return offered;
        });
        owned.keep(desc, dnnl::dnnl_primitive_desc_destroy);
        dnnl_primitive primitive = new dnnl_primitive();
        Native.check(dnnl.dnnl_primitive_create(primitive, desc), "convolution");
        owned.keep(primitive, dnnl::dnnl_primitive_destroy);
        dnnl_memory_desc laid = dnnl.dnnl_primitive_desc_query_md(desc, dnnl.dnnl_query_weights_md, 0);
        int[] arguments = {dnnl.DNNL_ARG_SRC, dnnl.DNNL_ARG_WEIGHTS, dnnl.DNNL_ARG_BIAS, dnnl.DNNL_ARG_DST};
        dnnl_memory_desc[] descs = {picture, laid, bias, picture};
        Type[] types = {source, weight, Type.F32, source};
        dnnl_exec_arg_t call = new dnnl_exec_arg_t(arguments.length);
        for (int i = 0; i < arguments.length; i++) {
            call.position(i).arg(arguments[i]).memory(noise(natives, owned, descs[i], types[i]));
        }
        dnnl_stream stream = natives.stream(owned);
        double nanos = median(() -> {
            Native.check(dnnl.dnnl_primitive_execute(primitive, stream, arguments.length, call.position(0)),
                    "convolution");
            Native.check(dnnl.dnnl_stream_wait(stream), "convolution");
        });
        return 2.0 * features * features * 9 * height * width / (nanos * 1e3);
    }

    private static dnnl_primitive_attr relu(Owned owned) {
        dnnl_primitive_attr attributes = new dnnl_primitive_attr();
        dnnl_post_ops posts = new dnnl_post_ops();
        Native.check(dnnl.dnnl_primitive_attr_create(attributes), "attributes");
        owned.keep(attributes, dnnl::dnnl_primitive_attr_destroy);
        Native.check(dnnl.dnnl_post_ops_create(posts), "posts");
        owned.keep(posts, dnnl::dnnl_post_ops_destroy);
        Native.check(dnnl.dnnl_post_ops_append_eltwise(posts, dnnl.dnnl_eltwise_relu, 0, 0), "post");
        Native.check(dnnl.dnnl_primitive_attr_set_post_ops(attributes, posts), "posts");
        return attributes;
    }

    /** Zeros would be quicker: they cost less power. Bits of floats are chosen so that these lie from 0.5 to 1. */
    private static dnnl_memory noise(Native natives, Owned owned, dnnl_memory_desc desc, Type type) {
        long bytes = dnnl.dnnl_memory_desc_get_size(desc);
        long address = Native.allocate(owned, bytes);
        Random random = new Random(1);
        ByteBuffer buffer = new BytePointer(new Cursor().at(address)).capacity(bytes).asByteBuffer()
                .order(ByteOrder.nativeOrder());
        while (buffer.remaining() >= type.bytes()) {
            switch (type) {
                case F32 -> buffer.putFloat((0.5f + random.nextFloat() / 2) * (random.nextBoolean() ? 1 : -1));
                case BF16 -> buffer.putShort((short) (random.nextInt() & 0x807f | 0x3f00));
                default -> buffer.put((byte) random.nextInt());
            }
        }
        return natives.memory(owned, desc, new Cursor().at(address));
    }

    private static double median(Runnable work) {
        work.run();
        List<Long> all = new ArrayList<>();
        long begin = System.nanoTime();
        while (System.nanoTime() - begin < NANOS_EACH) {
            long start = System.nanoTime();
            work.run();
            all.add(System.nanoTime() - start);
        }
        Collections.sort(all);
        return all.get(all.size() / 2);
    }
}
