package dev.loupe.codec;

import dev.loupe.bench.Pictures;
import dev.loupe.natives.OpenCvNatives;
import dev.loupe.plan.Limits;
import dev.loupe.raster.Raster;
import java.util.concurrent.TimeUnit;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.opencv_core.Mat;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Loupe's codec, and OpenCV's own calls with the same parameters, on square pictures. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class Codecs {
    private static final int QUALITY = 95;

    @Param({"JPEG", "PNG", "WEBP", "TIFF", "BMP"})
    private ImageFormat format;

    @Param({"512", "1536"})
    private int side;

    private final Codec codec = new Codec(Limits.DEFAULT, 0xffffff);
    private Raster picture;
    private byte[] file;
    private BytePointer nativeFile;
    private Mat nativePicture;

    @Setup
    public void prepare() {
        OpenCvNatives.load();
        picture = Pictures.photograph(side, side);
        file = codec.encode(picture, format, QUALITY).bytes();
        nativeFile = new BytePointer(file);
        nativePicture = Mats.of(picture, 0, picture.size().height());
    }

    @Benchmark
    public Decoded decode() {
        return codec.decode(file, "bench");
    }

    @Benchmark
    public long decodeByOpenCv() {
        try (PointerScope scope = new PointerScope()) {
            Mat bytes = new Mat(1, file.length, opencv_core.CV_8UC1, nativeFile);
            return opencv_imgcodecs.imdecode(bytes, opencv_imgcodecs.IMREAD_UNCHANGED).total();
        }
    }

    @Benchmark
    public Encoded encode() {
        return codec.encode(picture, format, QUALITY);
    }

    @Benchmark
    public long encodeByOpenCv() {
        try (PointerScope scope = new PointerScope()) {
            BytePointer bytes = new BytePointer();
            opencv_imgcodecs.imencode("." + format.extension(), nativePicture, bytes, new IntPointer(parameters()));
            return bytes.limit();
        }
    }

    private int[] parameters() {
        return switch (format) {
            case JPEG -> new int[] {opencv_imgcodecs.IMWRITE_JPEG_QUALITY, QUALITY};
            case WEBP -> new int[] {opencv_imgcodecs.IMWRITE_WEBP_QUALITY, QUALITY};
            case PNG -> new int[] {
                opencv_imgcodecs.IMWRITE_PNG_COMPRESSION, 1,
                opencv_imgcodecs.IMWRITE_PNG_STRATEGY, opencv_imgcodecs.IMWRITE_PNG_STRATEGY_RLE,
                opencv_imgcodecs.IMWRITE_PNG_FILTER, opencv_imgcodecs.IMWRITE_PNG_FILTER_PAETH
            };
            case TIFF, BMP -> new int[0];
        };
    }
}
