package dev.loupe.model.graph;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.loupe.failure.Rejected;
import dev.loupe.failure.Rejected.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A network's file, read: ONNX ({@code .onnx}) or a frozen TensorFlow graph ({@code .pb}). Immutable. */
public final class GraphFile {
    private static final long MAX_BYTES = 1L << 30;

    private final Path file;
    private final Network network;
    private final View view;
    private final int resultChannels;

    private GraphFile(Path file, Network network, View view, int resultChannels) {
        this.file = file;
        this.network = network;
        this.view = view;
        this.resultChannels = resultChannels;
    }

    /**
     * Reads a graph with all its weights, which takes memory for the file and for its numbers as floats. Of a graph
     * with several results the largest is taken.
     *
     * @throws Rejected if it is not such a file, is broken, or is no network from one picture to another
     */
    public static GraphFile read(Path file) {
        try {
            return read(file, bytes(file));
        } catch (BadGraph | InvalidProtocolBufferException e) {
            throw rejected(file, e);
        } catch (IOException e) {
            throw new Rejected(Reason.UNSUPPORTED, "The network " + file + " cannot be read: " + e.getMessage(), e);
        }
    }

    static GraphFile read(Path file, byte[] bytes) throws IOException {
        RawGraph raw = isOnnx(file) ? OnnxFile.read(bytes) : TensorFlowFile.read(bytes);
        if (raw.outputs().isEmpty()) {
            throw new BadGraph("it holds no network");
        }
        RawGraph whole = sorted(raw, raw.outputs());
        Views views = new Views(whole);
        String output = largest(whole.outputs(), views);
        if (views.of(output) == null) {
            throw new BadGraph("its result '" + output + "' does not depend on a picture");
        }
        Network network = Rewriting.rewrite(Translation.translate(sorted(raw, List.of(output)), output));
        Channels channels = new Channels(network);
        return new GraphFile(file, network, views.of(output), channels.of(network.output()));
    }

    /** The operations of the network, without anything that does not change its result. */
    public Network network() {
        return network;
    }

    /** Channels of the result, 0 where an operation that Loupe does not know decides it. */
    public int resultChannels() {
        return resultChannels;
    }

    /**
     * How the result lies over the input.
     *
     * @throws Rejected if the network holds an operation for which that is not known, or cannot be run in tiles
     */
    public Geometry geometry() {
        try {
            return view.geometry();
        } catch (BadGraph e) {
            throw rejected(file, e);
        }
    }

    private static Rejected rejected(Path file, IOException e) {
        String reason = e instanceof BadGraph ? e.getMessage() : "it is broken or cut off (" + e.getMessage() + ")";
        return new Rejected(Reason.UNSUPPORTED,
                "The network " + file.getFileName() + " cannot be used: " + reason + ".", e);
    }

    private static boolean isOnnx(Path file) {
        return file.toString().endsWith(".onnx");
    }

    private static byte[] bytes(Path file) throws IOException {
        if (!isOnnx(file) && !file.toString().endsWith(".pb")) {
            throw new BadGraph("only .onnx and .pb files are read");
        }
        if (!Files.isRegularFile(file)) {
            throw new BadGraph("there is no such file");
        }
        if (Files.size(file) > MAX_BYTES) {
            throw new BadGraph("it has " + (Files.size(file) >> 20) + " MB; up to " + (MAX_BYTES >> 20) + " are read");
        }
        return Files.readAllBytes(file);
    }

    private static RawGraph sorted(RawGraph raw, List<String> outputs) throws BadGraph {
        return ConstantFolding.fold(raw.with(Sorting.sort(raw, outputs), raw.constants())).withUsedInputs();
    }

    private static String largest(List<String> outputs, Views views) {
        String largest = outputs.get(0);
        for (String output : outputs) {
            View view = views.of(output);
            View best = views.of(largest);
            if (view != null && (best == null || view.scale() > best.scale())) {
                largest = output;
            }
        }
        return largest;
    }
}
