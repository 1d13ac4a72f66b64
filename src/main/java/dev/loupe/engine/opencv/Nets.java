package dev.loupe.engine.opencv;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.global.opencv_dnn;
import org.bytedeco.opencv.opencv_core.StringVector;
import org.bytedeco.opencv.opencv_dnn.DepthToSpaceLayer;
import org.bytedeco.opencv.opencv_dnn.Layer;
import org.bytedeco.opencv.opencv_dnn.LayerFactory;
import org.bytedeco.opencv.opencv_dnn.LayerParams;
import org.bytedeco.opencv.opencv_dnn.Net;
import org.bytedeco.opencv.opencv_dnn_superres.DnnSuperResImpl;

/**
 * Reads networks into OpenCV.
 *
 * <p>OpenCV's layer factory is one for the process, and constructing a {@code DnnSuperResImpl} puts a DepthToSpace of
 * its own on top of dnn's. The {@code dnn_superres} TensorFlow files load with no other, while ONNX files then give
 * garbage without a word: that layer knows neither CRD order nor more than three colours. So every file is read with
 * the layer it needs on top, one file at a time. A layer once made stays what it is.
 */
final class Nets {
    private static final String DEPTH_TO_SPACE = "DepthToSpace";

    /** Called by OpenCV for every such layer of an ONNX file. */
    private static final class Dnn extends LayerFactory.Constructor {
        @Override
        public Layer call(LayerParams params) {
            return DepthToSpaceLayer.create(params);
        }
    }

    private static final Dnn DNN = new Dnn();

    private Nets() {}

    /** A new network; the caller closes it. Throws what OpenCV throws. */
    static synchronized Net read(Path file, boolean onnx) {
        if (onnx) {
            LayerFactory.registerLayer(DEPTH_TO_SPACE, DNN);
            try {
                return complete(opencv_dnn.readNetFromONNX(file.toString()));
            } finally {
                LayerFactory.unregisterLayer(DEPTH_TO_SPACE);
            }
        }
        new DnnSuperResImpl().close();
        return complete(opencv_dnn.readNetFromTensorflow(file.toString()));
    }

    /** OpenCV's own enlarger with a TensorFlow file read; the caller closes it. Throws what OpenCV throws. */
    static synchronized DnnSuperResImpl superResolution(Path file) {
        DnnSuperResImpl enlarger = new DnnSuperResImpl();
        enlarger.readModel(file.toString());
        return enlarger;
    }

    /** Makes every layer now, while its maker is on top. */
    private static Net complete(Net net) {
        names(net).forEach(name -> net.getLayer(name).close());
        return net;
    }

    static List<String> names(Net net) {
        List<String> names = new ArrayList<>();
        try (StringVector layers = net.getLayerNames()) {
            for (long i = 0; i < layers.size(); i++) {
                names.add(text(layers.get(i)));
            }
        }
        return names;
    }

    /** JavaCPP hands over the terminating zero of a {@code cv::String} as its last character. */
    static String text(BytePointer string) {
        return string.getString().replace("\0", "");
    }
}
