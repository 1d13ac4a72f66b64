package dev.loupe.engine.opencv;

import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.opencv.opencv_core.MatVector;
import org.bytedeco.opencv.opencv_dnn.MatShapeVector;
import org.bytedeco.opencv.opencv_dnn.MatShapeVectorVector;
import org.bytedeco.opencv.opencv_dnn.Net;

/**
 * The memory a network takes: a part for its weights, and a part that grows with the input's pixels.
 *
 * @param parameters numbers in the weights of all layers
 * @param widest values per input pixel that the widest layer gives
 * @param ends values per input pixel of the input and the output together
 */
record NetMemory(long parameters, double widest, double ends) {
    /**
     * Maps as wide as the widest alive at once: measured on OpenCV 4.13 as the peak RSS of a call, 5.4 of 64 features
     * at 512x512 and 5.9 of 256 features at 256x256.
     */
    private static final double MAPS = 6;

    /** OpenCV keeps the weights as read and as Winograd's F(6x6, 3x3) transforms them: 64 numbers for every 9. */
    private static final double COPIES = 1 + 64 / 9.0;

    /** A side long enough that layers which shrink their input still have something to give. */
    private static final int PROBE = 64;

    static NetMemory of(Net net, int channels, int scale) {
        try (PointerScope scope = new PointerScope()) {
            return new NetMemory(parameters(net), widest(net, channels), channels * (1 + (double) scale * scale));
        }
    }

    /** Bytes taken whatever the picture's size. */
    long fixedBytes() {
        return (long) (parameters * COPIES * Float.BYTES);
    }

    /**
     * The pixels of input that so many bytes, weights included, hold; none where the weights alone are more. OpenCV
     * indexes with 32 bits in places, so no layer gets more values than that.
     */
    long pixelsIn(long bytes, int bytesPerNumber) {
        return (long) Math.max(0, Math.min((bytes - fixedBytes()) / perPixel(bytesPerNumber), Integer.MAX_VALUE / Math.max(widest, 1)));
    }

    /** Bytes that so many pixels of input take, weights included. */
    long bytes(long pixels, int bytesPerNumber) {
        return fixedBytes() + (long) (pixels * perPixel(bytesPerNumber));
    }

    private double perPixel(int bytesPerNumber) {
        return MAPS * widest * bytesPerNumber + ends * Float.BYTES;
    }

    private static long parameters(Net net) {
        long parameters = 0;
        for (String name : Nets.names(net)) {
            MatVector blobs = net.getLayer(name).blobs();
            for (long i = 0; i < blobs.size(); i++) {
                parameters += blobs.get(i).total();
            }
        }
        return parameters;
    }

    private static double widest(Net net, int channels) {
        MatShapeVectorVector outputs = new MatShapeVectorVector();
        net.getLayersShapes(
                new IntPointer(1, channels, PROBE, PROBE), new IntPointer(), new MatShapeVectorVector(), outputs);
        long widest = 0;
        for (MatShapeVector layer : outputs.get()) {
            for (IntPointer shape : layer.get()) {
                long values = 1;
                for (long i = 0; i < shape.limit(); i++) {
                    values *= shape.get(i);
                }
                widest = Math.max(widest, values);
            }
        }
        return (double) widest / (PROBE * PROBE);
    }
}
