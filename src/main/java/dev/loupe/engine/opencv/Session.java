package dev.loupe.engine.opencv;

import dev.loupe.failure.Failed;
import dev.loupe.model.Model;
import dev.loupe.raster.Layout;
import dev.loupe.raster.Raster;
import dev.loupe.raster.Size;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.bytedeco.opencv.opencv_dnn.Layer;
import org.bytedeco.opencv.opencv_dnn.Net;

/**
 * One network loaded into OpenCV. Not thread-safe; everything that touches the network happens where its
 * {@link NetOwner} says. Whoever opens it closes it.
 */
final class Session implements AutoCloseable {
    private final Model model;
    private final Target target;
    private final NetOwner owner;
    private final Pixels pixels;
    private final NetMemory memory;
    /** Empty where OpenCV runs the whole network. */
    private final Optional<Shortcut> shortcut;
    private final Tail tail;
    /** Null after an error, until the next call reads the file again. */
    private Net net;

    /** @throws Failed if OpenCV cannot read the network */
    Session(Model model, Target target, NetOwner owner) {
        this.model = model;
        this.target = target;
        this.owner = owner;
        this.pixels = Pixels.of(model.input());
        try {
            owner.run(this::read);
            this.shortcut = owner.run(() -> Shortcut.find(net, model, pixels.channels()));
            this.tail = shortcut.map(Shortcut::tail).orElse(Tail.NONE);
            this.memory = owner.run(() -> NetMemory.of(net, pixels.channels(), model.scale()));
            if (target.isCuda()) {
                owner.run(this::startOver); // so that nothing prepared for the processor takes room
            }
            Pointer.trimMemory(); // what the importer held is as much as the weights
        } catch (RuntimeException thrown) {
            close();
            throw OpenCvErrors.translate(thrown, "OpenCV cannot read " + model.file().getFileName());
        }
    }

    NetMemory memory() {
        return memory;
    }

    /** What the device holds for so many pixels of input in one call. */
    long bytes(long pixels) {
        return memory.bytes(pixels, target.bytesPerNumber());
    }

    /** Whether several pictures may go through at once: OpenCV's own TensorFlow pixel shuffle knows only one. */
    boolean takesBatches() {
        return shortcut.isPresent() || model.isOnnx();
    }

    /**
     * Enlarges tiles of equal size in one pass.
     *
     * @param batch pictures in the blob, at least as many as tiles; the rest is empty, so that shapes stay the same
     */
    List<Raster> enlarge(List<Raster> tiles, int batch) {
        Size size = tiles.get(0).size();
        try (PointerScope scope = new PointerScope()) {
            Mat input = new Mat(new int[] {batch, pixels.channels(), size.height(), size.width()}, opencv_core.CV_32F);
            if (tiles.size() < batch) {
                input.put(new Scalar(0));
            }
            for (int i = 0; i < tiles.size(); i++) {
                pixels.fill(tiles.get(i), Planes.of(input, i));
            }
            Mat output = owner.run(() -> forward(input, size));
            scope.attach(output);
            List<Raster> results = new ArrayList<>();
            for (int i = 0; i < tiles.size(); i++) {
                results.add(pixels.result(tiles.get(i), planes(output, i, size), tail, size.times(model.scale())));
            }
            return results;
        }
    }

    /** How long a call takes for so many gray squares. */
    double nanos(int side, int batch) {
        Size size = new Size(side, side);
        byte[] samples = new byte[(int) size.pixels()];
        List<Raster> squares = Collections.nCopies(batch, Raster.of(size, Layout.GRAY, samples));
        long start = System.nanoTime();
        enlarge(squares, batch);
        return System.nanoTime() - start;
    }

    private Planes planes(Mat output, int index, Size input) {
        Size wanted = input.times(model.scale());
        Planes planes = output.dims() == 4 ? Planes.of(output, index) : null;
        if (planes == null || !tail.makes(planes, pixels.channels(), wanted.height(), wanted.width())) {
            throw new Failed("The network of " + model.name() + " does not enlarge " + pixels.channels()
                    + " channels of " + input + " to " + wanted + "; its model.properties do not describe it.");
        }
        return planes;
    }

    private Mat forward(Mat input, Size size) {
        try {
            if (net == null) {
                startOver();
            }
            net.setInput(input);
            return shortcut.isPresent() ? net.forward(shortcut.get().layer()) : net.forward();
        } catch (RuntimeException thrown) {
            release();
            throw OpenCvErrors.translate(thrown, "OpenCV could not run " + model.name() + " on " + size + " pixels");
        }
    }

    private Net read() {
        return net = Nets.read(model.file(), model.isOnnx());
    }

    private Net startOver() {
        release();
        read();
        net.setPreferableBackend(target.backend);
        net.setPreferableTarget(target.id);
        return net;
    }

    /** A layer that did not run where it was asked to. */
    record Stray(String name, String type) {
        /** Convolutions are nearly all the work; the rest may run anywhere. */
        boolean matters() {
            return type.endsWith("onvolution");
        }
    }

    /**
     * The layers that did not run where {@code wanted} says, after a first call: OpenCV moves a network, or single
     * layers, to the processor, and FP16 to F32, with no more than a warning.
     */
    List<Stray> strays(Target wanted) {
        return owner.run(() -> {
            List<Stray> strays = new ArrayList<>();
            for (String name : Nets.names(net)) {
                try (Layer each = net.getLayer(name)) {
                    if (each.preferableTarget() != wanted.id || !each.supportBackend(wanted.backend)) {
                        strays.add(new Stray(name, Nets.text(each.type())));
                    }
                }
                if (shortcut.isPresent() && shortcut.get().layer().equals(name)) {
                    break;
                }
            }
            return strays;
        });
    }

    private void release() {
        if (net != null) {
            net.close();
            net = null;
        }
    }

    @Override
    public void close() {
        owner.run(() -> {
            release();
            return null;
        });
    }
}
