package dev.loupe.engine.opencv;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loupe.model.graph.Network;
import dev.loupe.model.graph.Network.Affine;
import dev.loupe.model.graph.Network.Clip;
import dev.loupe.model.graph.Network.Convolution;
import dev.loupe.model.graph.Network.DepthToSpace;
import dev.loupe.model.graph.Network.Operation;
import dev.loupe.model.graph.Network.Relu;
import dev.loupe.natives.OpenCvNatives;
import java.util.List;
import java.util.Optional;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class TailTest {
    private static final Convolution LAST =
            new Convolution("conv", "input", "features", 3, 12, 1, 1, new float[36], new float[12]);
    private static final DepthToSpace SHUFFLE = new DepthToSpace("", "features", "shuffled", 2, false);

    @BeforeAll
    static void load() {
        OpenCvNatives.load();
    }

    private static Optional<Tail> tail(double white, Operation... operations) {
        List<Operation> all = List.of(operations);
        return Tail.of(new Network("input", 3, all, all.get(all.size() - 1).output()), white);
    }

    @Test
    void composesTheArithmeticBehindTheShuffle() {
        Tail tail = tail(255, LAST, SHUFFLE,
                new Affine("", "shuffled", "half", new float[] {0.5f}, new float[] {1, 2, 3}),
                new Affine("", "half", "more", new float[] {4, 5, 6}, new float[] {10}),
                new Clip("", "more", "clipped", 0, 255)).orElseThrow();
        assertThat(tail.block()).isEqualTo(2);
        assertThat(tail.factor(1)).isEqualTo(2.5f);
        assertThat(tail.shift(1)).isEqualTo(20);
        assertThat(tail.shift(2)).isEqualTo(28);
    }

    @Test
    void leavesWhatItDoesNotUnderstandToOpenCv() {
        assertThat(tail(255, LAST)).isEmpty();
        assertThat(tail(255, LAST, SHUFFLE, new Relu("", "shuffled", "rectified"))).isEmpty();
        // A clip below white, or one that arithmetic follows, changes what a sample can be.
        assertThat(tail(255, LAST, SHUFFLE, new Clip("", "shuffled", "clipped", 0, 1))).isEmpty();
        assertThat(tail(1, LAST, SHUFFLE, new Clip("", "shuffled", "clipped", 0, 1))).isPresent();
        assertThat(tail(1, LAST, SHUFFLE, new Clip("", "shuffled", "clipped", 0, 1),
                new Affine("", "clipped", "out", new float[] {2}, new float[] {0}))).isEmpty();
    }

    /** Channel {@code c} of the blob holds {@code 10 * c + x}: where each result pixel comes from can be read off. */
    @Test
    void shufflesInBothOrders() {
        try (Mat blob = new Mat(new int[] {1, 12, 1, 2}, opencv_core.CV_32F)) {
            Planes planes = Planes.of(blob, 0);
            for (int channel = 0; channel < 12; channel++) {
                planes.writeRow(channel, 0, new float[] {10 * channel, 10 * channel + 1});
            }
            assertThat(row(planes, false, 1, 0)).containsExactly(40, 50, 41, 51);
            assertThat(row(planes, false, 1, 1)).containsExactly(60, 70, 61, 71);
            assertThat(row(planes, true, 1, 0)).containsExactly(10, 40, 11, 41);
            assertThat(row(planes, true, 1, 1)).containsExactly(70, 100, 71, 101);
        }
    }

    private static float[] row(Planes planes, boolean depthFirst, int colour, int y) {
        float[] row = new float[4];
        new Tail(2, depthFirst, new float[] {1}, new float[] {0}).row(planes, colour, y, new float[2], row);
        return row;
    }
}
