package dev.loupe.engine;

import dev.loupe.raster.Depth;
import dev.loupe.raster.Layout;
import dev.loupe.raster.Raster;
import dev.loupe.raster.Size;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;

/** Results of other people's code, stored by {@code src/test/python/goldens.py}. */
public final class Goldens {
    private Goldens() {}

    /** What was enlarged. */
    public static Raster picture() {
        return read("picture");
    }

    /** A PNG of 8 or 16 bits as it is stored. */
    public static Raster read(String name) {
        try (InputStream png = Goldens.class.getResourceAsStream(name + ".png")) {
            if (png == null) {
                throw new AssertionError("no stored result " + name + "; make it with src/test/python/goldens.py");
            }
            BufferedImage image = ImageIO.read(png);
            Depth depth = image.getSampleModel().getSampleSize(0) == 16 ? Depth.U16 : Depth.U8;
            return TestRasters.of(new Size(image.getWidth(), image.getHeight()), Layout.BGR, depth, at ->
                    image.getRaster().getSample(at / 3 % image.getWidth(), at / 3 / image.getWidth(), 2 - at % 3));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
