package dev.loupe.model.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loupe.model.graph.Network.Affine;
import dev.loupe.model.graph.Network.Clip;
import dev.loupe.model.graph.Network.Convolution;
import dev.loupe.model.graph.Network.Operation;
import dev.loupe.model.graph.Network.Other;
import dev.loupe.model.graph.Network.PRelu;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class RulesTest {
    private static final int[] PER_CHANNEL = {1, 3, 1, 1};
    private static final int[] ONE = {};

    private static List<Operation> read(OnnxBuilder builder) throws IOException {
        return GraphFile.read(Path.of("test.onnx"), builder.output("out").bytes()).network().operations();
    }

    @Test
    void steps_with_constants_become_one() throws IOException {
        List<Operation> operations = read(new OnnxBuilder(3)
                .constant("mean", PER_CHANNEL, 1, 2, 3)
                .constant("two", ONE, 2)
                .constant("five", ONE, 5)
                .node("Sub", "a", List.of("in", "mean"))
                .node("Mul", "b", List.of("two", "a"))
                .node("Sub", "c", List.of("five", "b"))
                .node("Div", "out", List.of("c", "two")));

        assertThat(operations).hasSize(1);
        Affine affine = (Affine) operations.get(0);
        assertThat(affine.factors()).containsExactly(-1);
        assertThat(affine.shifts()).containsExactly(3.5f, 4.5f, 5.5f);
        assertThat(affine.input()).isEqualTo("in");
        assertThat(affine.output()).isEqualTo("out");
    }

    @Test
    void a_convolution_takes_on_the_step_after_it() throws IOException {
        List<Operation> operations = read(new OnnxBuilder(3)
                .passing("w", 3, 3, 3)
                .constant("tenth", ONE, 0.1f)
                .constant("bias", PER_CHANNEL, 1, 2, 3)
                .convolution("a", "in", "w", 1)
                .node("Mul", "b", List.of("a", "tenth"))
                .node("Add", "out", List.of("bias", "b")));

        Convolution conv = (Convolution) operations.get(0);
        assertThat(operations).hasSize(1);
        assertThat(conv.bias()).containsExactly(1, 2, 3);
        assertThat(conv.weights()[4]).isEqualTo(0.1f);
        assertThat(conv.node()).isEqualTo("out_node");
    }

    @Test
    void a_convolution_whose_bare_result_is_wanted_elsewhere_stays_bare() throws IOException {
        List<Operation> operations = read(new OnnxBuilder(3)
                .passing("w", 3, 3, 3)
                .constant("tenth", ONE, 0.1f)
                .convolution("a", "in", "w", 1)
                .node("Mul", "b", List.of("a", "tenth"))
                .node("Add", "out", List.of("a", "b")));

        assertThat(operations).hasSize(3);
        assertThat(((Convolution) operations.get(0)).weights()[4]).isEqualTo(1);
    }

    /** PyTorch's EDSR subtracts its mean with a 1x1 convolution. */
    @Test
    void a_convolution_that_mixes_nothing_is_a_step_with_constants() throws IOException {
        List<Operation> operations = read(new OnnxBuilder(3)
                .passing("eye", 3, 3, 1)
                .constant("minus", new int[] {3}, -1, -2, -3)
                .passing("w", 3, 3, 3)
                .node("Conv", "centred", List.of("in", "eye", "minus"))
                .convolution("out", "centred", "w", 1));

        assertThat(operations).hasSize(2);
        assertThat(((Affine) operations.get(0)).factors()).containsExactly(1, 1, 1);
        assertThat(((Affine) operations.get(0)).shifts()).containsExactly(-1, -2, -3);
    }

    @Test
    void a_mean_is_not_pushed_through_the_zeros_around_the_picture() throws IOException {
        List<Operation> operations = read(new OnnxBuilder(3)
                .constant("mean", PER_CHANNEL, 1, 2, 3)
                .passing("w", 3, 3, 3)
                .node("Sub", "centred", List.of("in", "mean"))
                .convolution("out", "centred", "w", 1));

        assertThat(operations.get(0)).isInstanceOf(Affine.class);
        assertThat(operations).hasSize(2);
    }

    @Test
    void rectifiers_spelt_out_with_a_turned_input_are_one() throws IOException {
        OnnxBuilder keras = new OnnxBuilder(3)
                .constant("alpha", PER_CHANNEL, -0.1f, -0.2f, -0.3f)
                .node("Relu", "positive", List.of("in"))
                .node("Neg", "turned", List.of("in"))
                .node("Relu", "below", List.of("turned"))
                .node("Mul", "negative", List.of("alpha", "below"))
                .node("Add", "out", List.of("negative", "positive"));

        List<Operation> operations = read(keras);
        assertThat(operations).hasSize(1);
        assertThat(((PRelu) operations.get(0)).slopes()).containsExactly(0.1f, 0.2f, 0.3f);
    }

    @Test
    void a_sum_that_only_looks_like_a_rectifier_stays_a_sum() throws IOException {
        List<Operation> operations = read(new OnnxBuilder(3)
                .constant("half", ONE, 0.5f)
                .node("Relu", "positive", List.of("in"))
                .node("Mul", "larger", List.of("in", "half"))
                .node("Relu", "again", List.of("larger"))
                .node("Add", "out", List.of("positive", "again")));

        assertThat(operations).noneMatch(PRelu.class::isInstance).hasSize(4);
    }

    @Test
    void constants_made_of_constants_are_constants() throws IOException {
        List<Operation> operations = read(new OnnxBuilder(3)
                .constant("flat", new int[] {3}, 1, 2, 3)
                .constant("shape", new int[] {4}, 1, -1, 1, 1)
                .constant("half", new int[] {1, 1, 1, 1}, 0.5f)
                .constant("one", ONE, 1)
                .node("Reshape", "standing", List.of("flat", "shape"))
                .node("Mul", "halved", List.of("half", "standing"))
                .node("Sub", "less", List.of("halved", "one"))
                .node("Add", "out", List.of("in", "less")));

        assertThat(operations).hasSize(1);
        assertThat(((Affine) operations.get(0)).shifts()).containsExactly(-0.5f, 0, 0.5f);
    }

    @Test
    void other_words_for_the_same() throws IOException {
        List<Operation> operations = read(new OnnxBuilder(3)
                .constant("zero", ONE, 0)
                .constant("one", ONE, 1)
                .constant("scale", new int[] {3}, 2, 2, 2)
                .constant("shift", new int[] {3}, 1, 1, 1)
                .constant("mean", new int[] {3}, 3, 3, 3)
                .constant("variance", new int[] {3}, 4, 4, 4)
                .node("LeakyRelu", "a", List.of("in"), OnnxBuilder.number("alpha", 0.2f))
                .node("BatchNormalization", "b", List.of("a", "scale", "shift", "mean", "variance"),
                        OnnxBuilder.number("epsilon", 0))
                .node("Clip", "c", List.of("b", "zero", "one"))
                .node("Sigmoid", "out", List.of("c")));

        assertThat(((PRelu) operations.get(0)).slopes()).containsExactly(0.2f);
        assertThat(((Affine) operations.get(1)).factors()).containsExactly(1, 1, 1);
        assertThat(((Affine) operations.get(1)).shifts()).containsExactly(-2, -2, -2);
        assertThat(operations.get(2)).isEqualTo(new Clip("c_node", "b", "c", 0, 1));
        assertThat(operations.get(3)).isEqualTo(new Other("out_node", "Sigmoid", List.of("c"), "out"));
    }
}
