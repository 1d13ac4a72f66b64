package dev.loupe.engine.onednn;

import dev.loupe.engine.onednn.Kernel.Fixed;
import dev.loupe.engine.onednn.Kernel.Local;
import dev.loupe.engine.onednn.Kernel.Moving;
import dev.loupe.engine.onednn.Step.Convolve;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.bytedeco.dnnl.global.dnnl;

/**
 * A convolution three rows high by Winograd's F(4, 3) along the columns: four rows of the result out of six products of
 * rows, where the plain way takes twelve (A. Lavin, S. Gray, Fast Algorithms for Convolutional Neural Networks, 2015).
 *
 * <p>Six rows of the input become six mixtures of them, each mixture goes through a convolution one row high, and four
 * mixtures of what comes out are the result. Only along the columns: so a result does not depend on where a picture is
 * cut into columns, and not on the height of the bands either as long as they are whole multiples of four rows.
 */
final class Winograd {
    /** Rows of the result that are made at once. */
    static final int ROWS = 4;

    private static final int PRODUCTS = 6;
    /** With fewer channels, mixing rows takes longer than the products that it saves. */
    private static final int FEWEST_CHANNELS = 16;
    /** Its product reaches all four rows with factor 1, and so does what is added to it. */
    private static final int BIASED = 1;

    /** For the points 0, 1, -1, 2, -2 and infinity. */
    private static final float[] BEFORE = {
        4, 0, -5, 0, 1, 0,
        0, -4, -4, 1, 1, 0,
        0, 4, -4, -1, 1, 0,
        0, -2, -1, 2, 1, 0,
        0, 2, -1, -2, 1, 0,
        0, 4, 0, -5, 0, 1};

    private static final float[][] KERNELS = {
        {1 / 4f, 0, 0},
        {-1 / 6f, -1 / 6f, -1 / 6f},
        {-1 / 6f, 1 / 6f, -1 / 6f},
        {1 / 24f, 1 / 12f, 1 / 6f},
        {1 / 24f, -1 / 12f, 1 / 6f},
        {0, 0, 1}};

    private static final float[] AFTER = {
        1, 1, 1, 1, 1, 0,
        0, 1, -1, 2, -2, 0,
        0, 1, 1, 4, 4, 0,
        0, 1, -1, 8, -8, 1};

    private final KernelMaker maker;
    private final int number;
    private final Convolve step;
    private final long columns;
    private final long mixed;
    private final long workspace;

    /** For step {@code number}, over rows of so many pixels. */
    Winograd(KernelMaker maker, int number, Convolve step, int columns) {
        this.maker = maker;
        this.number = number;
        this.step = step;
        this.columns = columns;
        this.mixed = room(step.weights().in(), columns);
        this.workspace = mixed + room(step.weights().out(), columns);
    }

    /** Whether a step is done this way; what it does to each channel apart could not be mixed. */
    static boolean suits(Chain chain, Step step) {
        return step instanceof Convolve convolve
                && convolve.weights().height() == 3
                && Math.min(convolve.weights().in(), convolve.weights().out()) >= FEWEST_CHANNELS
                && chain.tensor(convolve.input()).type() == Type.F32
                && chain.tensor(convolve.output()).type() == Type.F32
                && convolve.posts().stream().allMatch(Winograd::suits);
    }

    private static boolean suits(Post post) {
        return !(post instanceof Post.Slopes) && !(post instanceof Post.Linear linear && !linear.isUniform());
    }

    /** The height of a chain's bands is a multiple of this. */
    static int rows(Chain chain) {
        return chain.steps().stream().anyMatch(step -> suits(chain, step)) ? ROWS : 1;
    }

    /** Bytes one worker needs between the kernels of a step. */
    static long workspace(Chain chain, int width) {
        return chain.steps().stream().filter(step -> suits(chain, step)).map(Convolve.class::cast).mapToLong(step -> {
            long columns = (long) width * chain.tensor(step.input()).zoom();
            return room(step.weights().in(), columns) + room(step.weights().out(), columns);
        }).max().orElse(0);
    }

    /** Numbers it keeps for each of the convolution's. */
    static int copies() {
        return PRODUCTS / 3;
    }

    private static long room(int channels, long columns) {
        long bytes = PRODUCTS * columns * channels * Type.F32.bytes();
        return (bytes + Strip.ALIGNMENT - 1) / Strip.ALIGNMENT * Strip.ALIGNMENT;
    }

    /** The kernels in the order they are executed for one band of so many rows. */
    List<Kernel> kernels(int rows) {
        Kernel before = before();
        List<Kernel> products = products();
        Kernel after = after();
        List<Kernel> all = new ArrayList<>();
        for (int row = 0; row < rows; row += ROWS) {
            all.add(before.below(row));
            all.addAll(products);
            all.add(after.below(row));
        }
        return all;
    }

    private Kernel before() {
        Attributes attributes = new Attributes(maker, number, step.weights().in(), this::four);
        dnnl_memory_desc source = rows(PRODUCTS, step.weights().in());
        dnnl_primitive_desc desc = mixture(PRODUCTS, source, source, attributes);
        Moving moving = maker.moving(dnnl.DNNL_ARG_WEIGHTS, step, step.sources().get(0), source);
        List<Fixed> fixed = List.of(factors(dnnl.DNNL_ARG_DST, PRODUCTS, BEFORE));
        return maker.kernel(desc, step, List.of(moving), List.of(new Local(dnnl.DNNL_ARG_DST, 0, source)), fixed,
                workspace);
    }

    private Kernel after() {
        Attributes attributes = new Attributes(maker, number, step.weights().out(), this::four).then(step);
        dnnl_memory_desc source = rows(PRODUCTS, step.weights().out());
        dnnl_memory_desc target = four(step.output());
        dnnl_primitive_desc desc = mixture(ROWS, source, target, attributes);
        List<Moving> moving = new ArrayList<>(attributes.moving());
        moving.add(new Moving(dnnl.DNNL_ARG_DST, step.output(), 0, 0, target));
        List<Fixed> fixed = List.of(factors(dnnl.DNNL_ARG_SRC, ROWS, AFTER));
        return maker.kernel(desc, step, moving, List.of(new Local(dnnl.DNNL_ARG_WEIGHTS, mixed, source)), fixed,
                workspace);
    }

    private List<Kernel> products() {
        Weights weights = step.weights();
        dnnl_memory_desc source = row(weights.in());
        dnnl_memory_desc target = row(weights.out());
        List<Kernel> products = new ArrayList<>();
        for (int product = 0; product < PRODUCTS; product++) {
            Weights one = weights.rowsMixed(KERNELS[product], product == BIASED);
            Attributes attributes = new Attributes(maker, number, weights.out(), this::four);
            dnnl_primitive_desc desc = maker.convolution(step, one, Type.F32, source, target, attributes);
            List<Local> local = List.of(
                    new Local(dnnl.DNNL_ARG_SRC, product * bytes(weights.in()), source),
                    new Local(dnnl.DNNL_ARG_DST, mixed + product * bytes(weights.out()), target));
            products.add(maker.kernel(desc, step, List.of(), local, maker.numbers(number, product, one, Type.F32, desc),
                    workspace));
        }
        return products;
    }

    private long bytes(int channels) {
        return columns * channels * Type.F32.bytes();
    }

    private dnnl_memory_desc row(int channels) {
        return Native.desc(maker.owned(), dnnl.dnnl_f32, dnnl.dnnl_nhwc, 1, channels, 1, columns);
    }

    /** Rows as a matrix, to be multiplied from the left. */
    private dnnl_memory_desc rows(int count, int channels) {
        return Native.desc(maker.owned(), dnnl.dnnl_f32, dnnl.dnnl_ab, count, columns * channels);
    }

    /** The rows of a tensor that are made at once. */
    private dnnl_memory_desc four(int tensor) {
        return rows(ROWS, step.weights().out());
    }

    private dnnl_primitive_desc mixture(int rows, dnnl_memory_desc source, dnnl_memory_desc target,
            Attributes attributes) {
        dnnl_memory_desc factors = Native.desc(maker.owned(), dnnl.dnnl_f32, dnnl.dnnl_ab, rows, PRODUCTS);
        dnnl_primitive_desc desc = new dnnl_primitive_desc();
        NotOffered.check(step, dnnl.dnnl_matmul_primitive_desc_create(
                desc, maker.natives().engine(), factors, source, null, target, attributes.finish()));
        return desc;
    }

    private Fixed factors(int place, int rows, float[] values) {
        return new Fixed(dnnl.DNNL_ARG_SRC, maker.constants().floats(number, place, values, rows, PRODUCTS));
    }
}
