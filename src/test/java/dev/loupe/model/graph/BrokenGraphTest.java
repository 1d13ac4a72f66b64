package dev.loupe.model.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.InvalidProtocolBufferException;
import com.sun.management.ThreadMXBean;
import dev.loupe.failure.Rejected;
import dev.loupe.model.Shared;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a file holds, reading it ends with a network or a reason, and takes memory in proportion to the file. */
class BrokenGraphTest {
    private static final Path ONNX = Path.of("small.onnx");
    private static final Path PB = Path.of("small.pb");
    private static final long ALLOCATION_LIMIT = 96 << 20;

    @TempDir
    Path folder;

    private static byte[] smallOnnx() {
        return new OnnxBuilder(3)
                .constant("mean", new int[] {3, 1, 1}, 1, 2, 3)
                .passing("w1", 12, 3, 3)
                .constant("slope", new int[] {12, 1, 1}, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)
                .node("Sub", "centred", List.of("in", "mean"))
                .convolution("c1", "centred", "w1", 1)
                .node("PRelu", "r1", List.of("c1", "slope"))
                .node("DepthToSpace", "up", List.of("r1"), OnnxBuilder.integer("blocksize", 2))
                .node("Clip", "out", List.of("up"), OnnxBuilder.number("min", 0))
                .output("out").bytes();
    }

    private byte[] smallTensorFlow() throws IOException {
        Path file = folder.resolve("edsr.pb");
        EdsrFile.write(RandomEdsr.of(1, 8, 2), file);
        return Files.readAllBytes(file);
    }

    @Test
    void the_small_files_are_sound_to_begin_with() throws IOException {
        assertThat(GraphFile.read(ONNX, smallOnnx()).geometry()).isEqualTo(new Geometry(2, 1));
        assertThat(GraphFile.read(PB, smallTensorFlow()).geometry()).isEqualTo(new Geometry(2, 5));
    }

    @Test
    void cut_anywhere_it_is_refused_or_still_a_network() throws IOException {
        byte[] onnx = smallOnnx();
        for (int length = 0; length < onnx.length; length++) {
            assertThat(survives(ONNX, Arrays.copyOf(onnx, length))).as("cut at %d", length).isFalse();
        }
        byte[] tensorFlow = smallTensorFlow();
        int readable = 0;
        for (int length = 0; length < tensorFlow.length; length++) {
            readable += survives(PB, Arrays.copyOf(tensorFlow, length)) ? 1 : 0;
        }
        // A GraphDef is a list of nodes: cut exactly between two of them, it is one again.
        assertThat(readable).isLessThan(27);
    }

    @Test
    void the_built_in_network_cut_anywhere_is_refused() throws IOException {
        byte[] whole = Files.readAllBytes(Path.of("models/edsr-light-x3/edsr-light-x3.onnx"));
        Random random = new Random(3);
        for (int i = 0; i < 20; i++) {
            int length = i < 10 ? whole.length - 1 - i * i : random.nextInt(whole.length);
            assertThat(survives(ONNX, Arrays.copyOf(whole, length))).as("cut at %d", length).isFalse();
        }
    }

    @Test
    void bytes_changed_anywhere_do_no_harm() throws IOException {
        changeBytes(ONNX, smallOnnx(), 3_000);
        changeBytes(PB, smallTensorFlow(), 500);
    }

    @ParameterizedTest
    @ValueSource(strings = {"FSRCNN-small_x3.pb", "FSRCNN_x2.pb"})
    void bytes_changed_in_other_peoples_files_do_no_harm(String name) throws IOException {
        changeBytes(PB, Files.readAllBytes(Shared.file("data/models/Saafke_FSRCNN_Tensorflow/" + name)), 300);
    }

    private static void changeBytes(Path name, byte[] sound, int times) throws IOException {
        Random random = new Random(11);
        for (int i = 0; i < times; i++) {
            byte[] bytes = sound.clone();
            for (int change = random.nextInt(3); change >= 0; change--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            survives(name, bytes);
        }
    }

    /** Fails on any other exception than the two that are turned into a reason, and on a large allocation. */
    private static boolean survives(Path name, byte[] bytes) throws IOException {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        try {
            GraphFile.read(name, bytes);
            return true;
        } catch (BadGraph | InvalidProtocolBufferException refused) {
            assertThat(refused).hasMessageMatching("(?s).+");
            return false;
        } finally {
            assertThat(threads.getCurrentThreadAllocatedBytes() - before)
                    .as("bytes allocated").isLessThan(ALLOCATION_LIMIT + 20L * bytes.length);
        }
    }

    @Test
    void a_tensor_of_a_billion_equal_numbers_is_refused() {
        byte[] side = OnnxBuilder.message(to -> to.writeInt64(1, 1 << 15));
        byte[] shape = OnnxBuilder.message(to -> {
            to.writeByteArray(2, side);
            to.writeByteArray(2, side);
        });
        byte[] tensor = OnnxBuilder.message(to -> {
            to.writeInt32(1, 1);
            to.writeByteArray(2, shape);
            to.writeFloat(5, 1);
        });
        byte[] attribute = OnnxBuilder.message(to -> {
            to.writeString(1, "value");
            to.writeByteArray(2, OnnxBuilder.message(value -> value.writeByteArray(8, tensor)));
        });
        byte[] node = OnnxBuilder.message(to -> {
            to.writeString(1, "weights");
            to.writeString(2, "Const");
            to.writeByteArray(5, attribute);
        });
        byte[] graph = OnnxBuilder.message(to -> to.writeByteArray(1, node));

        assertThatThrownBy(() -> GraphFile.read(PB, graph)).isInstanceOf(BadGraph.class)
                .hasMessageContaining("equal numbers");
    }

    @Test
    void a_network_that_needs_its_own_result_is_refused() {
        byte[] graph = new OnnxBuilder(3)
                .node("Add", "a", List.of("in", "b"))
                .node("Relu", "b", List.of("a"))
                .output("b").bytes();

        assertThatThrownBy(() -> GraphFile.read(ONNX, graph)).hasMessageContaining("needs its own result");
    }

    @Test
    void a_value_that_nothing_makes_is_named() {
        byte[] graph = new OnnxBuilder(3).node("Relu", "out", List.of("ghost")).output("out").bytes();

        assertThatThrownBy(() -> GraphFile.read(ONNX, graph)).hasMessageContaining("'ghost'");
    }

    @Test
    void channels_that_do_not_fit_are_refused() {
        byte[] graph = new OnnxBuilder(3).passing("w", 8, 4, 3).convolution("out", "in", "w", 1).output("out").bytes();

        assertThatThrownBy(() -> GraphFile.read(ONNX, graph)).hasMessageContaining("takes 4 channels and gets 3");
    }

    @Test
    void an_input_that_nothing_uses_is_left_out() throws IOException {
        byte[] graph = new OnnxBuilder(3).input("training", 1).node("Relu", "out", List.of("in")).output("out").bytes();

        assertThat(GraphFile.read(ONNX, graph).network().input()).isEqualTo("in");
    }

    @Test
    void two_pictures_are_one_too_many() {
        byte[] graph = new OnnxBuilder(3).input("second", 3)
                .node("Add", "out", List.of("in", "second")).output("out").bytes();

        assertThatThrownBy(() -> GraphFile.read(ONNX, graph)).hasMessageContaining("2 inputs [in, second]");
    }

    @Test
    void a_chain_of_any_length_is_followed() throws IOException {
        OnnxBuilder builder = new OnnxBuilder(3);
        String value = "in";
        for (int i = 0; i < 20_000; i++) {
            builder.node(i % 2 == 0 ? "Relu" : "Identity", "v" + i, List.of(value));
            value = "v" + i;
        }

        assertThat(GraphFile.read(ONNX, builder.output(value).bytes()).network().operations()).hasSize(10_000);
    }

    @Test
    void a_file_is_named_with_what_is_wrong() throws IOException {
        Path text = Files.writeString(folder.resolve("readme.pb"), "not a network", StandardCharsets.UTF_8);
        Path other = Files.writeString(folder.resolve("weights.pth"), "x", StandardCharsets.UTF_8);
        Path empty = Files.createFile(folder.resolve("empty.onnx"));

        assertThatThrownBy(() -> GraphFile.read(text)).isInstanceOf(Rejected.class)
                .hasMessageStartingWith("The network readme.pb cannot be used: it is broken or cut off");
        assertThatThrownBy(() -> GraphFile.read(other)).isInstanceOf(Rejected.class)
                .hasMessage("The network weights.pth cannot be used: only .onnx and .pb files are read.");
        assertThatThrownBy(() -> GraphFile.read(empty)).isInstanceOf(Rejected.class)
                .hasMessage("The network empty.onnx cannot be used: it holds no network.");
        assertThatThrownBy(() -> GraphFile.read(folder.resolve("absent.pb"))).isInstanceOf(Rejected.class)
                .hasMessage("The network absent.pb cannot be used: there is no such file.");
    }
}
