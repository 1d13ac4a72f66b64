package dev.loupe.codec;

import static org.bytedeco.opencv.global.opencv_core.CV_16U;
import static org.bytedeco.opencv.global.opencv_core.CV_8U;
import static org.bytedeco.opencv.global.opencv_core.CV_MAKETYPE;

import dev.loupe.raster.Canvas;
import dev.loupe.raster.Depth;
import dev.loupe.raster.Layout;
import dev.loupe.raster.Raster;
import dev.loupe.raster.Size;
import java.nio.ByteBuffer;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.opencv_core.Mat;

/** Copies pixels between the heap and OpenCV, band by band, so that neither side is bound by 2^31 bytes. */
final class Mats {
    /** So many samples are worth a thread: on a busy machine, waiting for one costs more than copying less. */
    private static final int PIECE = 1 << 21;

    private Mats() {}

    /** A new raster of a matrix of 8- or 16-bit samples whose rows lie one after the other. */
    static Raster toRaster(Mat mat, Layout layout, Depth depth) {
        Canvas canvas = new Canvas(new Size(mat.cols(), mat.rows()), layout, depth);
        BytePointer data = mat.data();
        canvas.forEachBand((firstRow, rows, samples) -> {
            ByteBuffer band = band(data, mat, firstRow, rows);
            inPieces(rows * mat.cols() * layout.channels(), (at, length) -> {
                if (samples instanceof byte[] bytes) {
                    band.get(at, bytes, at, length);
                } else {
                    band.asShortBuffer().get(at, (short[]) samples, at, length);
                }
            });
        });
        return canvas.toRaster();
    }

    /** A new matrix of some rows, which belongs to the pointer scope of the caller. */
    static Mat of(Raster raster, int first, int rows) {
        int width = raster.size().width();
        int channels = raster.layout().channels();
        Mat mat = new Mat(rows, width, CV_MAKETYPE(raster.depth() == Depth.U8 ? CV_8U : CV_16U, channels));
        BytePointer data = mat.data();
        raster.forEachBand((bandFirst, bandRows, samples) -> {
            int from = Math.max(first, bandFirst);
            int to = Math.min(first + rows, bandFirst + bandRows);
            if (from < to) {
                int skipped = (from - bandFirst) * width * channels;
                ByteBuffer band = band(data, mat, from - first, to - from);
                inPieces((to - from) * width * channels, (at, length) -> {
                    if (samples instanceof byte[] bytes) {
                        band.put(at, bytes, skipped + at, length);
                    } else {
                        band.asShortBuffer().put(at, (short[]) samples, skipped + at, length);
                    }
                });
            }
        });
        return mat;
    }

    private static ByteBuffer band(BytePointer data, Mat mat, int firstRow, int rows) {
        long from = firstRow * mat.step();
        return data.getPointer(from).capacity(rows * mat.step()).asByteBuffer();
    }

    private static void inPieces(int samples, Piece piece) {
        int pieces = (samples + PIECE - 1) / PIECE;
        IntStream.range(0, pieces).parallel().forEach(i -> piece.copy(i * PIECE, Math.min(PIECE, samples - i * PIECE)));
    }

    @FunctionalInterface
    private interface Piece {
        void copy(int at, int length);
    }
}
