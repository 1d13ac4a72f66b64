package dev.loupe.codec;

import static org.bytedeco.opencv.global.opencv_core.CV_16U;
import static org.bytedeco.opencv.global.opencv_core.CV_8U;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_UNCHANGED;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imdecode;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imencode;

import dev.loupe.failure.Failed;
import dev.loupe.failure.Rejected;
import dev.loupe.failure.Rejected.Limit;
import dev.loupe.failure.Rejected.Reason;
import dev.loupe.natives.OpenCvNatives;
import dev.loupe.plan.Heap;
import dev.loupe.raster.Depth;
import dev.loupe.raster.Layout;
import dev.loupe.raster.Raster;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.opencv.opencv_core.Mat;

/** OpenCV's decoders and encoders; nothing native outlives a call. Safe for several threads. */
final class Imgcodecs {
    /** OpenCV's own bound on a side it decodes, {@code OPENCV_IO_MAX_IMAGE_WIDTH} and {@code _HEIGHT}. */
    static final int MAX_SIDE = 1 << 20;

    /** OpenCV's own bound on a picture it decodes, {@code OPENCV_IO_MAX_IMAGE_PIXELS}. */
    static final long MAX_PIXELS = 1L << 30;

    /** OpenCV takes nothing shorter for a WebP; zeros after the end of a file harm no format. */
    private static final int LEAST_BYTES = 32;

    private Imgcodecs() {}

    /** The pixels as they lie in the file; colours as blue, green, red. */
    static Raster decode(byte[] bytes, ImageFormat format) {
        OpenCvNatives.load();
        try (PointerScope scope = new PointerScope()) {
            int length = Math.max(bytes.length, LEAST_BYTES);
            BytePointer data = new BytePointer(length);
            if (length > bytes.length) {
                data.zero();
            }
            data.put(bytes, 0, bytes.length);
            Mat mat = imdecode(new Mat(1, length, CV_8UC1, data), IMREAD_UNCHANGED);
            if (mat.empty()) {
                throw Stored.broken(format, "is damaged: its header can be read, its pixels cannot");
            }
            Heap.require("The picture " + mat.cols() + "x" + mat.rows(), mat.total() * mat.elemSize(), "shrink it");
            return Mats.toRaster(mat, layout(mat, format), depth(mat, format));
        }
    }

    /** A complete file; {@code parameters} are OpenCV's, in pairs. */
    static byte[] encode(Raster raster, ImageFormat format, int... parameters) {
        return encode(raster, 0, raster.size().height(), format, parameters);
    }

    /** A complete file of some rows. */
    static byte[] encode(Raster raster, int first, int rows, ImageFormat format, int... parameters) {
        OpenCvNatives.load();
        try (PointerScope scope = new PointerScope()) {
            BytePointer file = new BytePointer();
            if (!imencode("." + format.extension(), Mats.of(raster, first, rows), file, new IntPointer(parameters))) {
                throw new Failed("OpenCV could not write " + raster + " as " + format + ".");
            }
            requireArray(file.limit(), format);
            byte[] bytes = new byte[(int) file.limit()];
            file.get(bytes);
            return bytes;
        }
    }

    /** @throws Rejected where a file is longer than a Java array */
    static void requireArray(long bytes, ImageFormat format) {
        int most = Integer.MAX_VALUE - 8;
        if (bytes > most) {
            throw new Rejected(Reason.TOO_MANY_BYTES, "The result takes " + bytes + " bytes as " + format
                    + "; at most " + most + " can be kept. Choose a smaller scale, or JPEG.",
                    new Limit("encoded bytes", most, bytes));
        }
    }

    private static Layout layout(Mat mat, ImageFormat format) {
        return switch (mat.channels()) {
            case 1 -> Layout.GRAY;
            case 3 -> Layout.BGR;
            case 4 -> Layout.BGRA;
            default -> throw Stored.unsupported(format, "has " + mat.channels() + " channels; 1, 3 and 4 are read");
        };
    }

    private static Depth depth(Mat mat, ImageFormat format) {
        return switch (mat.depth()) {
            case CV_8U -> Depth.U8;
            case CV_16U -> Depth.U16;
            default -> throw Stored.unsupported(format, "has samples that are neither 8 nor 16 bits");
        };
    }
}
