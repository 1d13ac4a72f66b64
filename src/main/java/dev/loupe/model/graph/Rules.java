package dev.loupe.model.graph;

import dev.loupe.model.graph.Network.Add;
import dev.loupe.model.graph.Network.Affine;
import dev.loupe.model.graph.Network.Convolution;
import dev.loupe.model.graph.Network.Operation;
import dev.loupe.model.graph.Network.Other;
import dev.loupe.model.graph.Network.PRelu;
import dev.loupe.model.graph.Network.Relu;
import dev.loupe.model.graph.Network.Subtract;
import java.util.List;

/** What one operation and those before it can be said in, more simply and with the same result. */
final class Rules {
    private Rules() {}

    /** The operation itself where there is nothing better. */
    static Operation better(Operation operation, Rewriting graph) {
        if (operation instanceof Affine affine) {
            return afterAffine(affine, graph);
        } else if (operation instanceof Convolution convolution) {
            return diagonal(convolution);
        } else if (operation instanceof Add add) {
            Operation one = rectifier(add, add.left(), add.right(), 1, graph);
            Operation other = one == null ? rectifier(add, add.right(), add.left(), 1, graph) : one;
            return other == null ? add : other;
        } else if (operation instanceof Subtract subtract) {
            Operation rectifier = rectifier(subtract, subtract.left(), subtract.right(), -1, graph);
            return rectifier == null ? subtract : rectifier;
        }
        return operation;
    }

    /** Two affine steps are one; a convolution takes on the step after it, where nobody else wants its bare result. */
    private static Operation afterAffine(Affine affine, Rewriting graph) {
        Operation before = graph.maker(affine.input());
        if (before instanceof Affine inner && fits(inner, affine)) {
            float[] shifts = Vectors.zip(inner.shifts(), affine.factors(), (shift, factor) -> shift * factor);
            return new Affine(affine.node(), inner.input(), affine.output(),
                    Vectors.zip(inner.factors(), affine.factors(), (first, second) -> first * second),
                    Vectors.zip(shifts, affine.shifts(), Float::sum));
        }
        if (before instanceof Convolution convolution && graph.isUsedOnce(affine.input())
                && isFor(affine.factors(), convolution.out()) && isFor(affine.shifts(), convolution.out())) {
            return folded(convolution, affine);
        }
        return affine;
    }

    private static boolean isFor(float[] vector, int channels) {
        return vector.length == 1 || vector.length == channels;
    }

    private static boolean fits(Affine inner, Affine outer) {
        int channels = Math.max(Math.max(inner.factors().length, inner.shifts().length),
                Math.max(outer.factors().length, outer.shifts().length));
        return isFor(inner.factors(), channels) && isFor(inner.shifts(), channels)
                && isFor(outer.factors(), channels) && isFor(outer.shifts(), channels);
    }

    private static Convolution folded(Convolution conv, Affine affine) {
        int perOutput = conv.weights().length / conv.out();
        float[] weights = conv.weights().clone();
        float[] bias = conv.bias().clone();
        for (int out = 0; out < conv.out(); out++) {
            float factor = Vectors.at(affine.factors(), out);
            for (int i = out * perOutput; i < (out + 1) * perOutput; i++) {
                weights[i] *= factor;
            }
            bias[out] = bias[out] * factor + Vectors.at(affine.shifts(), out);
        }
        return new Convolution(affine.node(), conv.input(), affine.output(), conv.in(), conv.out(), conv.kernelHeight(),
                conv.kernelWidth(), weights, bias);
    }

    /** A 1x1 convolution that mixes no channels, as some exporters write the subtraction of a mean. */
    private static Operation diagonal(Convolution conv) {
        if (conv.kernelHeight() != 1 || conv.kernelWidth() != 1 || conv.in() != conv.out()) {
            return conv;
        }
        float[] factors = new float[conv.out()];
        for (int out = 0; out < conv.out(); out++) {
            for (int in = 0; in < conv.in(); in++) {
                float weight = conv.weights()[out * conv.in() + in];
                if (in == out) {
                    factors[out] = weight;
                } else if (weight != 0) {
                    return conv;
                }
            }
        }
        return new Affine(conv.node(), conv.input(), conv.output(), factors, conv.bias());
    }

    /**
     * A parametric rectifier spelt out: {@code relu(x) + sign * negative part}, where the negative part is
     * {@code f * (x - |x|)} or {@code f * relu(k * x)} with a negative k. Null where it is none.
     */
    private static Operation rectifier(
            Operation sum, String positive, String negative, int sign, Rewriting graph) {
        if (!(graph.maker(positive) instanceof Relu relu)) {
            return null;
        }
        float[] slopes = null;
        if (graph.maker(negative) instanceof Affine scaled && isPureFactor(scaled)) {
            slopes = slopes(relu.input(), scaled.factors(), graph.maker(scaled.input()), graph);
        } else if (graph.maker(negative) instanceof Relu) {
            slopes = slopes(relu.input(), new float[] {1}, graph.maker(negative), graph);
        }
        return slopes == null ? null
                : new PRelu(sum.node(), relu.input(), sum.output(), Vectors.each(slopes, slope -> sign * slope));
    }

    private static float[] slopes(String value, float[] factors, Operation bent, Rewriting graph) {
        if (bent instanceof Subtract difference && difference.left().equals(value)
                && graph.maker(difference.right()) instanceof Other abs && abs.kind().equals("Abs")
                && abs.inputs().equals(List.of(value))) {
            return Vectors.each(factors, factor -> 2 * factor);
        }
        if (bent instanceof Relu relu && graph.maker(relu.input()) instanceof Affine turned
                && turned.input().equals(value) && isPureFactor(turned) && turned.factors().length == 1
                && turned.factors()[0] < 0) {
            return Vectors.each(factors, factor -> factor * turned.factors()[0]);
        }
        return null;
    }

    private static boolean isPureFactor(Affine affine) {
        for (float shift : affine.shifts()) {
            if (shift != 0) {
                return false;
            }
        }
        return true;
    }
}
