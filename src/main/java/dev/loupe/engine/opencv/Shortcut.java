package dev.loupe.engine.opencv;

import dev.loupe.failure.Rejected;
import dev.loupe.model.Model;
import dev.loupe.model.graph.GraphFile;
import java.util.List;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_dnn.Layer;
import org.bytedeco.opencv.opencv_dnn.Net;

/**
 * The layer that a network is run to, and what is done afterwards outside OpenCV. It is proven on a small blob before
 * it is used, since OpenCV's importers join and rename what the file says.
 */
record Shortcut(String layer, Tail tail) {
    private static final int SIDE = 12;

    /** Of white: on the processor both ways compute the same but for the order of float operations. */
    private static final double TOLERANCE = 2e-5;

    /** Empty where the network ends in anything but a pixel shuffle and constant arithmetic. It is on the processor. */
    static Optional<Shortcut> find(Net net, Model model, int channels) {
        Optional<String> layer = beforeTheShuffle(net);
        if (layer.isEmpty()) {
            return Optional.empty();
        }
        try (PointerScope scope = new PointerScope()) {
            net.setInput(probe(channels));
            Mat whole = net.forward().clone();
            Mat cut = net.forward(layer.get());
            if (whole.dims() != 4 || cut.dims() != 4) {
                return Optional.empty();
            }
            Planes expected = Planes.of(whole, 0);
            Planes given = Planes.of(cut, 0);
            return Optional.of(Tail.ofOpenCvLayout(model.scale()))
                    .filter(tail -> proven(tail, given, expected, model.input().range()))
                    .or(() -> readTail(model).filter(tail -> proven(tail, given, expected, model.input().range())))
                    .map(tail -> new Shortcut(layer.get(), tail));
        }
    }

    /** From the file, which takes time and memory where it is large; empty where only OpenCV understands it. */
    private static Optional<Tail> readTail(Model model) {
        try {
            return Tail.of(GraphFile.read(model.file()).network(), model.input().range());
        } catch (Rejected beyondUs) {
            return Optional.empty();
        }
    }

    /** The layer listed before the last shuffle, which makes what is shuffled wherever the two ways then agree. */
    private static Optional<String> beforeTheShuffle(Net net) {
        List<String> names = Nets.names(net);
        for (int i = names.size() - 1; i > 0; i--) {
            try (Layer layer = net.getLayer(names.get(i))) {
                if (Nets.text(layer.type()).equals("DepthToSpace")) {
                    return Optional.of(names.get(i - 1));
                }
            }
        }
        return Optional.empty();
    }

    private static Mat probe(int channels) {
        Mat input = new Mat(new int[] {1, channels, SIDE, SIDE}, opencv_core.CV_32F);
        Planes planes = Planes.of(input, 0);
        float[] row = new float[SIDE];
        for (int channel = 0; channel < channels; channel++) {
            for (int y = 0; y < SIDE; y++) {
                for (int x = 0; x < SIDE; x++) {
                    row[x] = (x * 7 + y * 5 + channel * 3) % 16 / 16f;
                }
                planes.writeRow(channel, y, row);
            }
        }
        return input;
    }

    private static boolean proven(Tail tail, Planes given, Planes expected, double white) {
        if (!tail.makes(given, expected.channels(), expected.height(), expected.width())) {
            return false;
        }
        float[] scratch = new float[given.width()];
        float[] one = new float[expected.width()];
        float[] other = new float[expected.width()];
        for (int colour = 0; colour < expected.channels(); colour++) {
            for (int y = 0; y < expected.height(); y++) {
                expected.readRow(colour, y, one);
                tail.row(given, colour, y, scratch, other);
                for (int x = 0; x < one.length; x++) {
                    if (!(Math.abs(one[x] - other[x]) <= TOLERANCE * Math.max(white, Math.abs(one[x])))) {
                        return false;
                    }
                }
            }
        }
        return true;
    }
}
