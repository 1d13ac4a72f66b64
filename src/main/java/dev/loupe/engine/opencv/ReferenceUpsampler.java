package dev.loupe.engine.opencv;

import dev.loupe.engine.EngineProvider.Unsupported;
import dev.loupe.model.Model;
import dev.loupe.natives.OpenCvNatives;
import dev.loupe.raster.Canvas;
import dev.loupe.raster.Depth;
import dev.loupe.raster.Layout;
import dev.loupe.raster.Raster;
import dev.loupe.raster.Size;
import java.util.Locale;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_dnn_superres.DnnSuperResImpl;

/**
 * OpenCV's own {@code DnnSuperResImpl.upsample} on the whole picture: what engines are measured and checked against.
 *
 * <p>Not thread-safe. Whoever opens it closes it.
 */
public final class ReferenceUpsampler implements AutoCloseable {
    private final DnnSuperResImpl enlarger;

    /** @throws Unsupported if the model is not one of the TensorFlow files that {@code DnnSuperResImpl} reads */
    public ReferenceUpsampler(Model model) throws Unsupported {
        if (model.isOnnx() || model.architecture() == Model.Architecture.GENERIC) {
            throw new Unsupported("OpenCV's DnnSuperResImpl reads TensorFlow files (.pb) of EDSR, FSRCNN, ESPCN"
                    + " and LapSRN, not " + model.file().getFileName());
        }
        OpenCvNatives.load();
        enlarger = Nets.superResolution(model.file());
        enlarger.setModel(model.architecture().name().toLowerCase(Locale.ROOT), model.scale());
    }

    /** Enlarges an 8-bit {@code BGR} picture, which is all that {@code DnnSuperResImpl} takes. */
    public Raster upsample(Raster picture) {
        if (picture.layout() != Layout.BGR || picture.depth() != Depth.U8) {
            throw new IllegalArgumentException("DnnSuperResImpl takes 8-bit BGR, not " + picture);
        }
        try (PointerScope scope = new PointerScope()) {
            Size size = picture.size();
            Mat input = new Mat(size.height(), size.width(), opencv_core.CV_8UC3);
            int row = size.width() * 3;
            picture.forEachBand((first, rows, samples) ->
                    new BytePointer(input.data()).position((long) first * row).put((byte[]) samples, 0, rows * row));
            Mat output = new Mat();
            enlarger.upsample(input, output);
            return raster(output);
        }
    }

    private static Raster raster(Mat mat) {
        Canvas canvas = new Canvas(new Size(mat.cols(), mat.rows()), Layout.BGR, Depth.U8);
        byte[] row = new byte[mat.cols() * 3];
        for (int y = 0; y < mat.rows(); y++) {
            new BytePointer(mat.ptr(y)).get(row, 0, row.length);
            canvas.putRow(y, 0, mat.cols(), row, 0);
        }
        return canvas.toRaster();
    }

    @Override
    public void close() {
        enlarger.close();
    }
}
