package dev.loupe.engine.opencv;

import dev.loupe.bench.Pictures;
import dev.loupe.model.Model;
import dev.loupe.natives.OpenCvNatives;
import dev.loupe.raster.Raster;
import dev.loupe.raster.Size;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** From the last convolution's output to samples: shuffle, mean, rounding, clipping; the result is 1536x1536. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class Shuffle {
    private static final int SIDE = 512;
    private static final int SCALE = 3;

    private final Raster tile = Pictures.photograph(SIDE, SIDE);
    private final Size size = new Size(SIDE * SCALE, SIDE * SCALE);
    private final Pixels pixels =
            Pixels.of(new Model.Input(Model.Channels.BGR, List.of(103.1545782, 111.561547, 114.35629928), 255));
    private Mat blob;
    private Planes planes;

    @Setup
    public void prepare() {
        OpenCvNatives.load();
        int channels = 3 * SCALE * SCALE;
        blob = new Mat(new int[] {1, channels, SIDE, SIDE}, opencv_core.CV_32F);
        float[] numbers = new float[channels * SIDE * SIDE];
        Random random = new Random(1);
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = random.nextFloat() * 200 - 100;
        }
        new FloatPointer(blob.data()).put(numbers);
        planes = Planes.of(blob, 0);
    }

    @Benchmark
    public Raster shuffle() {
        return pixels.result(tile, planes, Tail.ofOpenCvLayout(SCALE), size);
    }
}
