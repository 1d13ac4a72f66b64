package dev.loupe.bench;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import dev.loupe.model.ModelCatalog;
import dev.loupe.model.RandomModel;
import dev.loupe.model.graph.Cost;
import dev.loupe.model.graph.GraphFile;
import dev.loupe.model.graph.Network;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;

/**
 * How long ONNX Runtime takes on the processor for what {@code loupe bench} measures, numbers in, numbers out; prints
 * the same fields. Arguments: model, side, runs; the working directory holds {@code models/}.
 */
public final class OnnxRuntime {
    private OnnxRuntime() {}

    public static void main(String[] arguments) throws Exception {
        String name = arguments[0];
        int side = Integer.parseInt(arguments[1]);
        int runs = Integer.parseInt(arguments[2]);
        Path folder = Files.createTempDirectory("loupe-bench-");
        Path file = RandomModel.isName(name) ? RandomModel.write(name, folder).file()
                : ModelCatalog.load(Path.of("models")).find(name, OptionalInt.empty()).file();
        Network network = GraphFile.read(file).network();
        byte[] onnx = RandomModel.isName(name) ? OnnxWriter.bytes(network) : Files.readAllBytes(file);
        long cost = Cost.multiplyAdds(network).orElseThrow();
        try (OrtEnvironment environment = OrtEnvironment.getEnvironment();
                OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(Runtime.getRuntime().availableProcessors());
            try (OrtSession session = environment.createSession(onnx, options)) {
                double median = median(environment, session, side, runs);
                System.out.printf(Locale.ROOT,
                        "{\"model\":\"%s\",\"side\":%d,\"engine\":\"onnxruntime\",\"version\":\"%s\","
                                + "\"precision\":\"f32\",\"runs\":%d,\"milliseconds\":%.3f,\"tflops\":%.4f,"
                                + "\"rss_bytes\":%d}%n",
                        name, side, environment.getVersion(), runs, median,
                        2.0 * cost * side * side / (median * 1e9), peak());
            }
        } finally {
            Files.deleteIfExists(folder.resolve(name + ".pb"));
            Files.delete(folder);
        }
    }

    private static double median(OrtEnvironment environment, OrtSession session, int side, int runs) throws Exception {
        Random random = new Random(1);
        float[] samples = new float[3 * side * side];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = random.nextInt(256);
        }
        long[] shape = {1, 3, side, side};
        String name = session.getInputNames().iterator().next();
        double[] all = new double[runs + 1];
        for (int run = 0; run <= runs; run++) {
            long start = System.nanoTime();
            try (OnnxTensor input = OnnxTensor.createTensor(environment, FloatBuffer.wrap(samples), shape);
                    OrtSession.Result result = session.run(Map.of(name, input))) {
                ((OnnxTensor) result.get(0)).getFloatBuffer();
            }
            all[run] = (System.nanoTime() - start) / 1e6;
        }
        double[] counted = Arrays.copyOfRange(all, 1, all.length); // the first one warms up
        Arrays.sort(counted);
        return counted.length % 2 == 1 ? counted[runs / 2] : (counted[runs / 2 - 1] + counted[runs / 2]) / 2;
    }

    private static long peak() throws Exception {
        return Files.readAllLines(Path.of("/proc/self/status")).stream().filter(line -> line.startsWith("VmHWM:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024).findFirst().orElse(0);
    }
}
