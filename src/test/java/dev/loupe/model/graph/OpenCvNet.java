package dev.loupe.model.graph;

import dev.loupe.model.graph.ReferenceNetwork.Planes;
import dev.loupe.natives.OpenCvNatives;
import java.nio.file.Path;
import org.bytedeco.javacpp.indexer.FloatIndexer;
import org.bytedeco.javacpp.indexer.UByteIndexer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_dnn;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_dnn.DepthToSpaceLayer;
import org.bytedeco.opencv.opencv_dnn.Layer;
import org.bytedeco.opencv.opencv_dnn.LayerFactory;
import org.bytedeco.opencv.opencv_dnn.LayerParams;
import org.bytedeco.opencv.opencv_dnn.Net;
import org.bytedeco.opencv.opencv_dnn_superres.DnnSuperResImpl;

/** Somebody else's implementation: the same files through OpenCV. */
final class OpenCvNet {
    private static final String DEPTH_TO_SPACE = "DepthToSpace";

    static {
        loadNatives();
    }

    /** OpenCV's own layer, which a DnnSuperResImpl made before in this process hides from ONNX files. */
    private static final class Own extends LayerFactory.Constructor {
        @Override
        public Layer call(LayerParams params) {
            return DepthToSpaceLayer.create(params);
        }
    }

    private static final Own OWN = new Own();

    private OpenCvNet() {}

    /** Before anything of OpenCV is touched: natives of one kind, not a mixture of the CUDA and the CPU ones. */
    private static void loadNatives() {
        OpenCvNatives.load();
    }

    static Planes run(Path file, Planes picture) {
        boolean onnx = file.toString().endsWith(".onnx");
        new DnnSuperResImpl().close();
        if (!onnx) {
            return run(opencv_dnn.readNetFromTensorflow(file.toString()), picture);
        }
        LayerFactory.registerLayer(DEPTH_TO_SPACE, OWN);
        try {
            return run(opencv_dnn.readNetFromONNX(file.toString()), picture);
        } finally {
            LayerFactory.unregisterLayer(DEPTH_TO_SPACE);
        }
    }

    private static Planes run(Net net, Planes picture) {
        int[] shape = {1, picture.channels(), picture.height(), picture.width()};
        try (net; Mat blob = new Mat(shape, opencv_core.CV_32F); FloatIndexer in = blob.createIndexer()) {
            in.put(0, picture.values());
            net.setInput(blob);
            try (Mat result = net.forward(); FloatIndexer out = result.createIndexer()) {
                Planes planes = Planes.of(result.size(1), result.size(2), result.size(3));
                out.get(0, planes.values());
                return planes;
            }
        }
    }

    /** {@code DnnSuperResImpl.upsample} with an EDSR file on blue, green and red of 0..255. */
    static Planes upsample(Path file, int scale, Planes picture) {
        try (DnnSuperResImpl enlarger = new DnnSuperResImpl();
                Mat in = new Mat(picture.height(), picture.width(), opencv_core.CV_8UC3);
                UByteIndexer samples = in.createIndexer();
                Mat out = new Mat()) {
            for (int channel = 0; channel < 3; channel++) {
                for (int y = 0; y < picture.height(); y++) {
                    for (int x = 0; x < picture.width(); x++) {
                        samples.put(y, x, channel, (int) picture.at(channel, y, x));
                    }
                }
            }
            enlarger.readModel(file.toString());
            enlarger.setModel("edsr", scale);
            enlarger.upsample(in, out);
            return planes(out);
        }
    }

    private static Planes planes(Mat picture) {
        Planes planes = Planes.of(3, picture.rows(), picture.cols());
        try (UByteIndexer samples = picture.createIndexer()) {
            for (int channel = 0; channel < 3; channel++) {
                for (int y = 0; y < planes.height(); y++) {
                    for (int x = 0; x < planes.width(); x++) {
                        planes.set(channel, y, x, samples.get(y, x, channel));
                    }
                }
            }
        }
        return planes;
    }
}
