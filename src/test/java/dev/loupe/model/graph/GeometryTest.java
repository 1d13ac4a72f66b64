package dev.loupe.model.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class GeometryTest {
    private static Geometry geometry(OnnxBuilder builder) throws IOException {
        return GraphFile.read(Path.of("test.onnx"), builder.output("out").bytes()).geometry();
    }

    @Test
    void a_convolution_behind_the_spreading_sees_half_a_pixel_which_may_be_the_next() throws IOException {
        OnnxBuilder builder = new OnnxBuilder(3).passing("w", 12, 3, 3).passing("v", 3, 3, 3)
                .convolution("a", "in", "w", 1)
                .node("DepthToSpace", "b", List.of("a"), OnnxBuilder.integer("blocksize", 2))
                .convolution("c", "b", "v", 1)
                .convolution("out", "c", "v", 1);

        assertThat(geometry(builder)).isEqualTo(new Geometry(2, 2));
    }

    @Test
    void padding_by_a_node_of_its_own_counts_once() throws IOException {
        OnnxBuilder builder = new OnnxBuilder(3).passing("w", 3, 3, 5)
                .node("Pad", "padded", List.of("in"), OnnxBuilder.text("mode", "reflect"),
                        OnnxBuilder.integers("pads", 0, 0, 2, 2, 0, 0, 2, 2))
                .convolution("out", "padded", "w", 0);

        assertThat(geometry(builder)).isEqualTo(new Geometry(1, 2));
    }

    @Test
    void nearest_neighbours_and_transposed_convolutions_enlarge() throws IOException {
        OnnxBuilder builder = new OnnxBuilder(3)
                .constant("scales", new int[] {4}, 1, 1, 2, 2)
                .passing("w", 3, 3, 4)
                .node("Resize", "a", List.of("in", "", "scales"), OnnxBuilder.text("mode", "nearest"))
                .node("ConvTranspose", "out", List.of("a", "w"), OnnxBuilder.integers("strides", 2, 2),
                        OnnxBuilder.integers("pads", 1, 1, 1, 1));

        assertThat(geometry(builder)).isEqualTo(new Geometry(4, 2));
    }

    @Test
    void a_result_smaller_than_it_should_be_is_refused() {
        OnnxBuilder builder = new OnnxBuilder(3).passing("w", 3, 3, 3)
                .node("Conv", "out", List.of("in", "w"), OnnxBuilder.text("auto_pad", "VALID"));

        assertThatThrownBy(() -> geometry(builder)).hasMessageContaining("2 pixels smaller than 1 times its input");
    }

    @Test
    void what_looks_at_the_whole_picture_is_refused() {
        OnnxBuilder builder = new OnnxBuilder(3)
                .node("GlobalAveragePool", "mean", List.of("in"))
                .node("Mul", "out", List.of("in", "mean"));

        assertThatThrownBy(() -> geometry(builder)).hasMessageContaining("GlobalAveragePool looks at the whole");
    }

    /** OpenCV would turn the picture as it is told to. */
    @Test
    void an_onnx_file_that_takes_its_channels_last_is_refused() {
        OnnxBuilder builder = new OnnxBuilder(3).node("Transpose", "out", List.of("in"),
                OnnxBuilder.integers("perm", 0, 3, 1, 2));

        assertThatThrownBy(() -> geometry(builder)).hasMessageContaining("Transpose is not known");
    }

    @Test
    void strides_and_unknown_operations_are_refused_by_name() {
        OnnxBuilder strided = new OnnxBuilder(3).passing("w", 3, 3, 3)
                .node("Conv", "out", List.of("in", "w"), OnnxBuilder.integers("strides", 2, 2));
        OnnxBuilder unknown = new OnnxBuilder(3).node("NonLocal", "out", List.of("in"));

        assertThatThrownBy(() -> geometry(strided)).hasMessageContaining("smaller inside");
        assertThatThrownBy(() -> geometry(unknown)).hasMessageContaining("NonLocal is not known");
    }
}
