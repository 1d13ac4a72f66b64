package dev.loupe.engine.onednn;

import dev.loupe.engine.onednn.Kernel.Fixed;
import dev.loupe.engine.onednn.Kernel.Local;
import dev.loupe.engine.onednn.Kernel.Moving;
import dev.loupe.engine.onednn.Step.Combine;
import dev.loupe.engine.onednn.Step.Convert;
import dev.loupe.engine.onednn.Step.Convolve;
import dev.loupe.engine.onednn.Step.Pointwise;
import dev.loupe.engine.onednn.Step.Read;
import dev.loupe.engine.onednn.Step.Shuffle;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive;
import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.bytedeco.dnnl.global.dnnl;

/** Makes the primitives for one width and band height. Not thread-safe. */
final class KernelMaker {
    private final Native natives;
    private final Constants constants;
    private final Schedule schedule;
    private final Sharing sharing;
    private final Chain chain;
    private final int width;
    private final Owned owned;

    /** Everything made belongs to {@code owned}. */
    KernelMaker(Native natives, Constants constants, Schedule schedule, Sharing sharing, int width, Owned owned) {
        this.natives = natives;
        this.constants = constants;
        this.schedule = schedule;
        this.sharing = sharing;
        this.chain = schedule.chain();
        this.width = width;
        this.owned = owned;
    }

    Owned owned() {
        return owned;
    }

    Constants constants() {
        return constants;
    }

    Native natives() {
        return natives;
    }

    /** The kernels of step {@code number}, counted from 1. */
    List<Kernel> make(int number) {
        Step step = chain.steps().get(number - 1);
        if (Winograd.suits(chain, step)) {
            int columns = width * chain.tensor(step.output()).zoom();
            return new Winograd(this, number, (Convolve) step, columns).kernels(schedule.rows(step.output()));
        }
        return List.of(single(number, step));
    }

    private Kernel single(int number, Step step) {
        if (step instanceof Convolve convolve) {
            return convolution(number, convolve);
        } else if (step instanceof Combine combine) {
            return combination(number, combine);
        } else if (step instanceof Pointwise pointwise) {
            return pointwise(number, pointwise);
        } else if (step instanceof Shuffle shuffle) {
            return shuffle(number, shuffle);
        }
        return conversion(number, (Convert) step);
    }

    Sharing sharing() {
        return sharing;
    }

    /** A tensor's rows of one band, with {@code radius} more above and below. */
    dnnl_memory_desc desc(int tensor, int radius) {
        Tensor t = chain.tensor(tensor);
        return Native.desc(owned, t.type().code(), dnnl.dnnl_nhwc, 1, t.channels(), schedule.rows(tensor) + 2L * radius,
                (long) width * t.zoom());
    }

    Moving moving(int argument, Step step, Read read, dnnl_memory_desc desc) {
        return new Moving(argument, read.tensor(), schedule.back(step, read), 0, desc);
    }

    private Kernel convolution(int number, Convolve step) {
        Weights weights = step.weights();
        Tensor from = chain.tensor(step.input());
        Read read = step.sources().get(0);
        dnnl_memory_desc source = desc(read.tensor(), read.radius());
        dnnl_memory_desc target = desc(step.output(), 0);
        Type type = from.type().isInteger() ? Type.S8 : from.type();
        Attributes attributes = new Attributes(this, number, weights.out());
        if (type == Type.S8) {
            attributes.scaleWeights(weights.integerUnits());
        }
        dnnl_primitive_desc desc = convolution(step, weights, type, source, target, attributes.then(step));
        List<Fixed> fixed = new ArrayList<>(attributes.fixed());
        fixed.addAll(numbers(number, 0, weights, type, desc));
        return kernel(desc, step, List.of(moving(dnnl.DNNL_ARG_SRC, step, read, source)), target, attributes, fixed);
    }

    /** A convolution over rows that are all there, and columns with zeros beside them. */
    dnnl_primitive_desc convolution(Step step, Weights weights, Type type, dnnl_memory_desc source,
            dnnl_memory_desc target, Attributes attributes) {
        dnnl_memory_desc any = Native.desc(owned, type.code(), dnnl.dnnl_format_tag_any,
                weights.out(), weights.in(), weights.height(), weights.width());
        dnnl_memory_desc bias = Native.desc(owned, dnnl.dnnl_f32, dnnl.dnnl_x, weights.out());
        long[] padding = {0, weights.width() / 2};
        dnnl_primitive_attr finished = attributes.finish();
        return Implementations.quickest(() -> {
            dnnl_primitive_desc desc = new dnnl_primitive_desc();
            NotOffered.check(step, dnnl.dnnl_convolution_forward_primitive_desc_create(desc, natives.engine(),
                    dnnl.dnnl_forward_inference, dnnl.dnnl_convolution_direct, source, any, bias, target,
                    new long[] {1, 1}, new long[] {0, 0}, padding, padding, finished));
            return desc;
        });
    }

    /** Weights and bias of a step, or of one part of it. */
    List<Fixed> numbers(int number, int part, Weights weights, Type type, dnnl_primitive_desc desc) {
        dnnl_memory_desc laid = dnnl.dnnl_primitive_desc_query_md(desc, dnnl.dnnl_query_weights_md, 0);
        return List.of(new Fixed(dnnl.DNNL_ARG_WEIGHTS, constants.weights(number, part, weights, type, laid)),
                new Fixed(dnnl.DNNL_ARG_BIAS, constants.floats(number, dnnl.DNNL_ARG_BIAS + part, weights.bias(),
                        weights.out())));
    }

    private Kernel combination(int number, Combine step) {
        dnnl_memory_desc left = desc(step.left(), 0);
        dnnl_memory_desc right = desc(step.right(), 0);
        dnnl_memory_desc target = desc(step.output(), 0);
        Attributes attributes = new Attributes(this, number, chain.tensor(step.output()).channels()).then(step);
        dnnl_primitive_desc desc = new dnnl_primitive_desc();
        NotOffered.check(step, dnnl.dnnl_binary_primitive_desc_create(desc, natives.engine(),
                step.minus() ? dnnl.dnnl_binary_sub : dnnl.dnnl_binary_add, left, right, target, attributes.finish()));
        List<Moving> sources = List.of(moving(dnnl.DNNL_ARG_SRC_0, step, new Read(step.left(), 0), left),
                moving(dnnl.DNNL_ARG_SRC_1, step, new Read(step.right(), 0), right));
        return kernel(desc, step, sources, target, attributes, attributes.fixed());
    }

    /** A multiplication by one, for the sake of its posts. */
    private Kernel pointwise(int number, Pointwise step) {
        if (step.posts().get(0) instanceof Post.Slopes slopes) {
            return prelu(number, step, slopes.slopes());
        }
        return product(number, step, new float[] {1},
                new Attributes(this, number, chain.tensor(step.output()).channels()).then(step));
    }

    private Kernel prelu(int number, Pointwise step, float[] slopes) {
        dnnl_memory_desc source = desc(step.input(), 0);
        dnnl_memory_desc target = desc(step.output(), 0);
        dnnl_memory_desc each = Native.desc(owned, dnnl.dnnl_f32, dnnl.dnnl_nhwc, 1, slopes.length, 1, 1);
        Attributes attributes = new Attributes(this, number, slopes.length);
        dnnl_primitive_desc desc = new dnnl_primitive_desc();
        NotOffered.check(step, dnnl.dnnl_prelu_forward_primitive_desc_create(
                desc, natives.engine(), dnnl.dnnl_forward_inference, source, each, target, attributes.finish()));
        List<Fixed> fixed = List.of(new Fixed(dnnl.DNNL_ARG_WEIGHTS,
                constants.floats(number, dnnl.DNNL_ARG_WEIGHTS, slopes, 1, slopes.length, 1, 1)));
        return kernel(desc, step, List.of(moving(dnnl.DNNL_ARG_SRC, step, step.sources().get(0), source)), target,
                attributes, fixed);
    }

    /** To integers by a multiplication: a reorder with a scale takes more than twice as long. */
    private Kernel conversion(int number, Convert step) {
        Attributes attributes = new Attributes(this, number, 0);
        return chain.tensor(step.output()).type().isInteger()
                ? product(number, step, Units.inverse(step.units()), attributes)
                : reorder(step, desc(step.input(), 0), desc(step.output(), 0), attributes);
    }

    private Kernel product(int number, Step step, float[] factors, Attributes attributes) {
        Read read = step.sources().get(0);
        dnnl_memory_desc source = desc(read.tensor(), 0);
        dnnl_memory_desc target = desc(step.output(), 0);
        dnnl_memory_desc each = Native.desc(owned, dnnl.dnnl_f32, dnnl.dnnl_nhwc, 1, factors.length, 1, 1);
        dnnl_primitive_desc desc = new dnnl_primitive_desc();
        NotOffered.check(step, dnnl.dnnl_binary_primitive_desc_create(
                desc, natives.engine(), dnnl.dnnl_binary_mul, source, each, target, attributes.finish()));
        List<Fixed> fixed = new ArrayList<>(attributes.fixed());
        fixed.add(new Fixed(dnnl.DNNL_ARG_SRC_1,
                constants.floats(number, dnnl.DNNL_ARG_SRC_1, factors, 1, factors.length, 1, 1)));
        return kernel(desc, step, List.of(moving(dnnl.DNNL_ARG_SRC_0, step, read, source)), target, attributes, fixed);
    }

    /** Rows, columns, rows and columns of the block, and channels change places. */
    private Kernel shuffle(int number, Shuffle step) {
        Tensor to = chain.tensor(step.output());
        int type = to.type().code();
        long rows = schedule.rows(step.input());
        long columns = (long) width * chain.tensor(step.input()).zoom();
        long b = step.block();
        long c = to.channels();
        long[] dims = {rows, columns, b, b, c};
        long[] from = step.depthFirst() ? new long[] {columns * b * b * c, b * b * c, b * c, c, 1}
                : new long[] {columns * b * b * c, b * b * c, b, 1, b * b};
        long[] target = {b * columns * b * c, b * c, columns * b * c, c, 1};
        return reorder(step, Native.strided(owned, type, dims, from), Native.strided(owned, type, dims, target),
                new Attributes(this, number, 0));
    }

    private Kernel reorder(Step step, dnnl_memory_desc source, dnnl_memory_desc target, Attributes attributes) {
        dnnl_primitive_desc desc = new dnnl_primitive_desc();
        NotOffered.check(step, dnnl.dnnl_reorder_primitive_desc_create(
                desc, source, natives.engine(), target, natives.engine(), attributes.finish()));
        List<Moving> sources = List.of(moving(dnnl.DNNL_ARG_FROM, step, step.sources().get(0), source));
        return kernel(desc, step, sources, target, attributes, attributes.fixed());
    }

    private Kernel kernel(dnnl_primitive_desc desc, Step step, List<Moving> sources, dnnl_memory_desc target,
            Attributes attributes, List<Fixed> fixed) {
        List<Moving> moving = new ArrayList<>(sources);
        moving.addAll(attributes.moving());
        moving.add(new Moving(dnnl.DNNL_ARG_DST, step.output(), 0, 0, target));
        return kernel(desc, step, moving, List.of(), fixed, 0);
    }

    /** {@code workspace}: bytes of scribbling memory before oneDNN's own. */
    Kernel kernel(dnnl_primitive_desc desc, Step step, List<Moving> moving, List<Local> local, List<Fixed> fixed,
            long workspace) {
        owned.keep(desc, dnnl::dnnl_primitive_desc_destroy);
        dnnl_primitive primitive = new dnnl_primitive();
        NotOffered.check(step, dnnl.dnnl_primitive_create(primitive, desc));
        owned.keep(primitive, dnnl::dnnl_primitive_destroy);
        List<Local> all = new ArrayList<>(local);
        dnnl_memory_desc scratch = dnnl.dnnl_primitive_desc_query_md(desc, dnnl.dnnl_query_scratchpad_md, 0);
        if (scratch != null && !scratch.isNull() && dnnl.dnnl_memory_desc_get_size(scratch) > 0) {
            all.add(new Local(dnnl.DNNL_ARG_SCRATCHPAD, workspace, scratch));
        }
        return new Kernel(primitive, moving, all, fixed, Implementations.name(desc));
    }
}
