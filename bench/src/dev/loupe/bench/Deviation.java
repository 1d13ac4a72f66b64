package dev.loupe.bench;

import dev.loupe.engine.Device;
import dev.loupe.engine.Engine;
import dev.loupe.engine.Measurements;
import dev.loupe.engine.Precision;
import dev.loupe.engine.Progress;
import dev.loupe.engine.onednn.OneDnnProvider;
import dev.loupe.model.Model;
import dev.loupe.model.ModelCatalog;
import dev.loupe.raster.Depth;
import dev.loupe.raster.Layout;
import dev.loupe.raster.Raster;
import dev.loupe.raster.Canvas;
import dev.loupe.raster.Size;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import javax.imageio.ImageIO;

/**
 * How far a precision is from f32 on real pictures, in 16-bit results: dB of 65535 pooled over all samples, and the
 * largest difference. Arguments: model, precision, a folder of small pictures ({@code *_LR.png}).
 */
public final class Deviation {
    private Deviation() {}

    public static void main(String[] arguments) throws Exception {
        Model model = ModelCatalog.load(Path.of("models")).find(arguments[0], OptionalInt.empty());
        Precision precision = Precision.parse(arguments[1]).orElseThrow();
        double squares = 0;
        long count = 0;
        int largest = 0;
        Path cache = Files.createTempDirectory("loupe-bench-");
        OneDnnProvider provider = new OneDnnProvider(new Measurements(cache.resolve("measurements")), cache, 4L << 30,
                Runtime.getRuntime().availableProcessors());
        try (Engine exact = provider.open(model, Device.CPU, Optional.of(Precision.F32));
                Engine near = provider.open(model, Device.CPU, Optional.of(precision));
                Stream<Path> files = Files.list(Path.of(arguments[2]))) {
            for (Path file : files.filter(each -> each.toString().endsWith("_LR.png")).sorted().toList()) {
                List<Raster> picture = List.of(deep(file));
                Raster expected = exact.upscale(picture, Progress.NONE).raster();
                Raster result = near.upscale(picture, Progress.NONE).raster();
                short[] a = new short[expected.size().width() * 3];
                short[] b = a.clone();
                for (int y = 0; y < expected.size().height(); y++) {
                    expected.copyRow(y, 0, expected.size().width(), a, 0);
                    result.copyRow(y, 0, expected.size().width(), b, 0);
                    for (int i = 0; i < a.length; i++) {
                        int difference = Math.abs((a[i] & 0xffff) - (b[i] & 0xffff));
                        squares += (double) difference * difference;
                        largest = Math.max(largest, difference);
                    }
                    count += a.length;
                }
            }
        }
        System.out.printf(Locale.ROOT, "{\"model\":\"%s\",\"precision\":\"%s\",\"db\":%.1f,\"largest\":%d}%n",
                model.name(), precision, 10 * Math.log10(65535.0 * 65535 * count / squares), largest);
    }

    private static Raster deep(Path file) throws IOException {
        BufferedImage image = ImageIO.read(file.toFile());
        Size size = new Size(image.getWidth(), image.getHeight());
        Canvas canvas = new Canvas(size, Layout.BGR, Depth.U16);
        short[] row = new short[size.width() * 3];
        for (int y = 0; y < size.height(); y++) {
            for (int i = 0; i < row.length; i++) {
                row[i] = (short) ((image.getRGB(i / 3, y) >> 8 * (i % 3) & 0xff) * 257);
            }
            canvas.putRow(y, 0, size.width(), row, 0);
        }
        return canvas.toRaster();
    }
}
