package dev.loupe.engine.opencv;

import java.nio.FloatBuffer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * The planes of one picture of an N x channels x height x width blob of floats, one per channel.
 *
 * <p>A view: it ends with the blob. Several threads may read, and write different rows, at once.
 */
final class Planes {
    private final FloatBuffer[] planes;
    private final int height;
    private final int width;

    private Planes(FloatBuffer[] planes, int height, int width) {
        this.planes = planes;
        this.height = height;
        this.width = width;
    }

    /** Picture {@code index} of a continuous blob; called inside the pointer scope that owns the blob. */
    static Planes of(Mat blob, int index) {
        int channels = blob.size(1);
        int height = blob.size(2);
        int width = blob.size(3);
        long pixels = (long) height * width;
        FloatBuffer[] planes = new FloatBuffer[channels];
        for (int channel = 0; channel < channels; channel++) {
            long start = ((long) index * channels + channel) * pixels;
            planes[channel] = new FloatPointer(blob.data()).position(start).limit(start + pixels).asBuffer();
        }
        return new Planes(planes, height, width);
    }

    int channels() {
        return planes.length;
    }

    int height() {
        return height;
    }

    int width() {
        return width;
    }

    void readRow(int channel, int y, float[] to) {
        planes[channel].get(y * width, to, 0, width);
    }

    void writeRow(int channel, int y, float[] from) {
        planes[channel].put(y * width, from, 0, width);
    }
}
