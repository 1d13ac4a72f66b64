package dev.loupe.engine.onednn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loupe.engine.Precision;
import dev.loupe.engine.onednn.Workshop.Noise;
import dev.loupe.model.Model;
import dev.loupe.model.graph.Network;
import dev.loupe.model.graph.ReferenceNetwork;
import dev.loupe.model.graph.ReferenceNetwork.Planes;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What comes out of a chain, against the definition of its network. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ChainTest {
    private static final Noise PICTURE = Noise.of(23, 19);
    private static final Network EDSR = Drawn.edsr(4, 16, 3, 5);

    private Workshop workshop;

    @BeforeAll
    void open() {
        workshop = new Workshop(2);
        workshop.need(Precision.F32);
    }

    @AfterAll
    void close() {
        workshop.close();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26,
            27, 28, 29, 30})
    void computesAnyNetworkAsItsDefinitionSays(long seed) throws Exception {
        Network network = Drawn.anything(seed);
        assertThat(largestError(Compiler.compile(network, Drawn.PLAIN), network, PICTURE)).isLessThan(2e-5);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void computesAnyNetworkInBfloat16(long seed) throws Exception {
        workshop.need(Precision.BF16);
        Network network = Drawn.anything(seed);
        Chain chain = workshop.typed(Compiler.compile(network, Drawn.PLAIN), Precision.BF16);
        assertThat(largestError(chain, network, PICTURE)).isLessThan(0.05);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void computesAnyNetworkInIntegers(long seed) throws Exception {
        workshop.need(Precision.INT8);
        Network network = Drawn.anything(seed);
        Chain chain = workshop.typed(Compiler.compile(network, Drawn.PLAIN), Precision.INT8);
        assertThat(largestError(chain, network, PICTURE)).isLessThan(0.3);
    }

    @ParameterizedTest
    @EnumSource(value = Precision.class, names = {"F32", "BF16", "INT8"})
    void staysNearAnEdsr(Precision precision) throws Exception {
        workshop.need(precision);
        Chain chain = workshop.typed(Compiler.compile(EDSR, Drawn.PLAIN), precision);
        double allowed = switch (precision) {
            case F32 -> 1e-5;
            case BF16 -> 0.01;
            default -> 0.05;
        };
        assertThat(largestError(chain, EDSR, PICTURE)).isLessThan(allowed);
    }

    @Test
    void takesMeanRangeAndOrderOfColoursFromTheModel() throws Exception {
        Model.Input input = new Model.Input(Model.Channels.RGB, List.of(100.0, 50.0, 25.0), 1);
        Noise picture = Noise.of(9, 7);
        Planes planes = picture.planes();
        Planes swapped = Planes.of(3, 7, 9);
        for (int i = 0; i < 3 * 7 * 9; i++) {
            int c = i % 3;
            float sample = planes.at(2 - c, i / 27, i / 3 % 9);
            swapped.set(c, i / 27, i / 3 % 9, (float) (sample - input.mean().get(c)) / 255);
        }
        Planes expected = ReferenceNetwork.run(EDSR, swapped);
        float[] result = workshop.run(Compiler.compile(EDSR, input), picture, 4);
        for (int i = 0; i < result.length; i++) {
            int red = 2 - i % 3;
            double value = expected.at(red, i / 3 / expected.width(), i / 3 % expected.width());
            assertThat(result[i]).isCloseTo((float) (value * 255 + input.mean().get(red)),
                    org.assertj.core.data.Offset.offset(0.5f));
        }
    }

    @Test
    void doesNothingWhereANetworkDoesNothing() throws Exception {
        Network nothing = new Network("input", 3,
                List.of(new Network.Affine("a", "input", "output", new float[] {1}, new float[] {0})), "output");
        float[] result = workshop.run(Compiler.compile(nothing, Drawn.PLAIN), PICTURE, 8);
        assertThat(result).isEqualTo(PICTURE.samples());
    }

    /** The largest difference from the definition, as a part of the largest number. */
    private double largestError(Chain chain, Network network, Noise picture) {
        Planes expected = ReferenceNetwork.run(network, picture.planes());
        float[] result = workshop.run(chain, picture, 4);
        assertThat(result).hasSize(expected.height() * expected.width() * 3);
        double largest = 0;
        double size = 1e-9;
        for (int i = 0; i < result.length; i++) {
            double value = expected.at(i % 3, i / 3 / expected.width(), i / 3 % expected.width());
            largest = Math.max(largest, Math.abs(result[i] - value));
            size = Math.max(size, Math.abs(value));
        }
        return largest / size;
    }
}
