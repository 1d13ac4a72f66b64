package dev.loupe.engine.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loupe.engine.EngineProvider.Unsupported;
import dev.loupe.engine.Precision;
import dev.loupe.engine.onednn.Step.Convert;
import dev.loupe.engine.onednn.Step.Convolve;
import dev.loupe.model.Model;
import dev.loupe.model.graph.Network;
import dev.loupe.model.graph.Network.Operation;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How networks become steps. */
class CompilerTest {
    private static final int BLOCKS = 4;
    private static final Network EDSR = Drawn.edsr(BLOCKS, 8, 3, 1);

    @Test
    void leavesNothingOfAnEdsrButItsConvolutions() throws Exception {
        Chain chain = Compiler.compile(EDSR, Drawn.PLAIN);
        assertThat(chain.steps()).hasSize(2 * BLOCKS + 3).allMatch(Convolve.class::isInstance);
        assertThat(chain.scale()).isEqualTo(3);
        assertThat(new Schedule(chain, 8, 1).radius()).isEqualTo(2 * BLOCKS + 3);
        assertThat(chain.multiplyAdds()).isEqualTo(9 * (3 * 8 + (2 * BLOCKS + 1) * 64 + 8 * 27));
    }

    @Test
    void keepsBothEndsAndTheResidualStreamOfAnEdsrOutOfIntegers() throws Exception {
        Chain plain = Compiler.compile(EDSR, Drawn.PLAIN);
        Map<Integer, List<Float>> units = new HashMap<>();
        plain.tensors().forEach(tensor -> units.put(tensor.id(), Collections.nCopies(tensor.channels(), 0.5f)));
        Chain chain = Typing.apply(plain, Precision.INT8, Type.BF16, new Units(units, Units.ENDS));
        List<Type> read = chain.steps().stream().filter(Convolve.class::isInstance)
                .map(step -> chain.tensor(((Convolve) step).input()).type()).toList();
        assertThat(read).hasSize(2 * BLOCKS + 3).startsWith(Type.F32, Type.S8, Type.U8, Type.S8, Type.U8)
                .endsWith(Type.U8, Type.BF16, Type.BF16);
        assertThat(chain.tensor(chain.result()).type()).isEqualTo(Type.F32);
        chain.steps().stream().flatMap(step -> step.posts().stream()).filter(Post.Plus.class::isInstance)
                .forEach(post -> assertThat(chain.tensor(((Post.Plus) post).tensor()).type().isInteger()).isFalse());
    }

    @Test
    void convertsATensorOnceForAllItsReaders() throws Exception {
        Chain chain = Typing.apply(Compiler.compile(EDSR, Drawn.PLAIN), Precision.BF16, Type.BF16, Units.NONE);
        assertThat(chain.steps()).filteredOn(Convert.class::isInstance).hasSize(1);
    }

    @Test
    void namesWhatItCannotDo() {
        refuses("Softmax", new Network.Other("node7", "Softmax", List.of("input"), "out"));
        refuses("node8", convolution(2, 2));
        refuses("1 channel", new Network("input", 1, List.of(convolution(3, 3)), "out"), Drawn.PLAIN);
        refuses("nothing makes", new Network.Relu("r", "elsewhere", "out"));
        refuses("shapes", new Network.DepthToSpace("d", "input", "x", 1, true), convolution(3, 3),
                new Network.Add("a", "out", "input", "sum"));
        Model.Input luma = new Model.Input(Model.Channels.Y, List.of(0.0), 1);
        refuses("three colours", new Network("input", 1, List.of(convolution(3, 3)), "out"), luma);
    }

    private static Network.Convolution convolution(int height, int width) {
        int out = 4;
        return new Network.Convolution("node8", "input", "out", 3, out, height, width,
                new float[out * 3 * height * width], new float[out]);
    }

    private static void refuses(String reason, Operation... operations) {
        String output = operations[operations.length - 1].output();
        refuses(reason, new Network("input", 3, List.of(operations), output), Drawn.PLAIN);
    }

    private static void refuses(String reason, Network network, Model.Input input) {
        assertThatThrownBy(() -> Compiler.compile(network, input)).isInstanceOf(Unsupported.class)
                .hasMessageContaining(reason);
    }
}
