package dev.loupe.engine.onednn;

import dev.loupe.engine.onednn.Kernel.Fixed;
import dev.loupe.engine.onednn.Kernel.Moving;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_post_ops;
import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.bytedeco.dnnl.global.dnnl;

/** What a primitive does beside its own work (scales and posts), and the arguments that this adds to its call. */
final class Attributes {
    private final KernelMaker maker;
    private final int number;
    private final int channels;
    private final IntFunction<dnnl_memory_desc> layout;
    private final dnnl_primitive_attr attributes = new dnnl_primitive_attr();
    private final dnnl_post_ops posts = new dnnl_post_ops();
    private final List<Fixed> fixed = new ArrayList<>();
    private final List<Moving> moving = new ArrayList<>();
    private int count;

    /** For the step of that number, whose result has so many channels. */
    Attributes(KernelMaker maker, int number, int channels) {
        this(maker, number, channels, tensor -> maker.desc(tensor, 0));
    }

    /** {@code layout}: how a primitive sees the rows of another tensor that it adds to its own. */
    Attributes(KernelMaker maker, int number, int channels, IntFunction<dnnl_memory_desc> layout) {
        this.maker = maker;
        this.number = number;
        this.channels = channels;
        this.layout = layout;
        Native.check(dnnl.dnnl_primitive_attr_create(attributes), "attributes");
        maker.owned().keep(attributes, dnnl::dnnl_primitive_attr_destroy);
        Native.check(dnnl.dnnl_primitive_attr_set_scratchpad_mode(attributes, dnnl.dnnl_scratchpad_mode_user),
                "scratchpad");
        Native.check(dnnl.dnnl_post_ops_create(posts), "posts");
        maker.owned().keep(posts, dnnl::dnnl_post_ops_destroy);
    }

    List<Fixed> fixed() {
        return fixed;
    }

    List<Moving> moving() {
        return moving;
    }

    /** One scale per output channel of the weights. */
    Attributes scaleWeights(float[] scales) {
        Native.check(dnnl.dnnl_primitive_attr_set_scales_mask(attributes, dnnl.DNNL_ARG_WEIGHTS, 1), "scale");
        int place = dnnl.DNNL_ARG_ATTR_SCALES | dnnl.DNNL_ARG_WEIGHTS;
        fixed.add(new Fixed(place, maker.constants().floats(number, place, scales, scales.length)));
        return this;
    }

    /** The posts of a step, in order. */
    Attributes then(Step step) {
        for (Post post : step.posts()) {
            if (post instanceof Post.Leak leak) {
                eltwise(dnnl.dnnl_eltwise_relu, leak.slope(), 0);
            } else if (post instanceof Post.Clamp clamp) {
                eltwise(dnnl.dnnl_eltwise_clip, clamp.min(), clamp.max());
            } else if (post instanceof Post.Slopes slopes) {
                slopes(slopes);
            } else if (post instanceof Post.Plus plus) {
                plus(step, plus);
            } else if (post instanceof Post.Linear linear && linear.isUniform()) {
                eltwise(dnnl.dnnl_eltwise_linear, linear.factor(0), linear.shift(0));
            } else if (post instanceof Post.Linear linear) {
                perChannel(dnnl.dnnl_binary_mul, each(linear.factors()));
                perChannel(dnnl.dnnl_binary_add, each(linear.shifts()));
            }
        }
        return this;
    }

    /** The finished attributes. */
    dnnl_primitive_attr finish() {
        Native.check(dnnl.dnnl_primitive_attr_set_post_ops(attributes, posts), "posts");
        return attributes;
    }

    private void eltwise(int algorithm, float alpha, float beta) {
        Native.check(dnnl.dnnl_post_ops_append_eltwise(posts, algorithm, alpha, beta), "post");
        count++;
    }

    private void slopes(Post.Slopes slopes) {
        Native.check(dnnl.dnnl_post_ops_append_prelu(posts, 1 << 1), "slopes");
        int place = argument() | dnnl.DNNL_ARG_WEIGHTS;
        fixed.add(new Fixed(place, maker.constants().floats(number, place, slopes.slopes(), channels)));
        count++;
    }

    private void plus(Step step, Post.Plus plus) {
        if (maker.sharing().isInPlace(step.output(), plus.tensor())) {
            Native.check(dnnl.dnnl_post_ops_append_sum(posts, 1, 0, dnnl.dnnl_data_type_undef), "sum");
            count++;
            return;
        }
        dnnl_memory_desc desc = layout.apply(plus.tensor());
        Native.check(dnnl.dnnl_post_ops_append_binary(
                posts, plus.minus() ? dnnl.dnnl_binary_sub : dnnl.dnnl_binary_add, desc), "sum");
        moving.add(maker.moving(argument() | dnnl.DNNL_ARG_SRC_1, step, new Step.Read(plus.tensor(), 0), desc));
        count++;
    }

    private void perChannel(int algorithm, float[] values) {
        dnnl_memory_desc desc = Native.desc(maker.owned(), dnnl.dnnl_f32, dnnl.dnnl_nhwc, 1, channels, 1, 1);
        Native.check(dnnl.dnnl_post_ops_append_binary(posts, algorithm, desc), "factors");
        int place = argument() | dnnl.DNNL_ARG_SRC_1;
        fixed.add(new Fixed(place, maker.constants().floats(number, place, values, 1, channels, 1, 1)));
        count++;
    }

    private float[] each(float[] values) {
        float[] each = new float[channels];
        for (int c = 0; c < channels; c++) {
            each[c] = values[values.length == 1 ? 0 : c];
        }
        return each;
    }

    /** oneDNN's {@code DNNL_ARG_ATTR_MULTIPLE_POST_OP(count)}. */
    private int argument() {
        return dnnl.DNNL_ARG_ATTR_MULTIPLE_POST_OP_BASE * (count + 1);
    }
}
