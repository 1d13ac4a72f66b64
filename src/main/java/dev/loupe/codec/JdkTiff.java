package dev.loupe.codec;

import dev.loupe.failure.Rejected;
import dev.loupe.raster.Canvas;
import dev.loupe.raster.Depth;
import dev.loupe.raster.Layout;
import dev.loupe.raster.Raster;
import dev.loupe.raster.Size;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/** Reads what OpenCV does not: gray with alpha, odd depths, palettes of other than 256 colours, 16-bit planes. */
final class JdkTiff {
    private final BufferedImage image;
    private final TiffPixels pixels;
    private final Layout layout;
    private final Depth depth;

    private JdkTiff(BufferedImage image, TiffPixels pixels) {
        this.image = image;
        this.pixels = pixels;
        Layout colours = pixels.isGray() ? Layout.GRAY : Layout.BGR;
        this.layout = pixels.hasAlpha() ? colours.withAlpha() : colours;
        this.depth = pixels.bits() <= 8 || pixels.isPalette() ? Depth.U8 : Depth.U16;
    }

    static Raster decode(byte[] bytes, TiffPixels pixels) {
        try {
            return new JdkTiff(read(bytes), pixels).toRaster();
        } catch (IOException | RuntimeException e) {
            // for a broken file the reader throws anything, down to a NullPointerException
            throw new Rejected(Rejected.Reason.BROKEN_PICTURE, "The TIFF is broken, or compressed in a way that is not"
                    + " read: " + e.getMessage() + ". Save it again, without compression.", e);
        }
    }

    private static BufferedImage read(byte[] bytes) throws IOException {
        ImageReader reader = ImageIO.getImageReadersByFormatName("tiff").next();
        try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes))) {
            reader.setInput(in, false, true);
            return reader.read(0);
        } finally {
            reader.dispose();
        }
    }

    private Raster toRaster() {
        Size size = new Size(image.getWidth(), image.getHeight());
        Canvas canvas = new Canvas(size, layout, depth);
        int bands = image.getRaster().getNumBands();
        int[] in = new int[size.width() * bands];
        Object out = depth.array(size.width() * layout.channels());
        for (int y = 0; y < size.height(); y++) {
            image.getRaster().getPixels(0, y, size.width(), 1, in);
            for (int x = 0; x < size.width(); x++) {
                for (int c = 0; c < layout.channels(); c++) {
                    put(out, x * layout.channels() + c, sample(in, x * bands, c));
                }
            }
            canvas.putRow(y, 0, size.width(), out, 0);
        }
        return canvas.toRaster();
    }

    /** Channel c, in the order of {@link Layout}, of the pixel whose samples begin at {@code at}. */
    private int sample(int[] in, int at, int c) {
        if (image.getColorModel() instanceof IndexColorModel palette) {
            int colour = palette.getRGB(in[at]);
            return colour >> 8 * c & 0xff;
        }
        int band = c < layout.withoutAlpha().channels() && !layout.isGray() ? 2 - c : c;
        int bits = image.getSampleModel().getSampleSize(band);
        int max = (1 << bits) - 1;
        // where white is 0 the reader turns every sample round, alpha too
        boolean turned = pixels.photometric() == 0 && band == 1;
        int value = turned ? max - in[at + band] : in[at + band];
        return max == depth.max() ? value : (int) ((value * (long) depth.max() + max / 2) / max);
    }

    private static void put(Object row, int at, int value) {
        if (row instanceof byte[] bytes) {
            bytes[at] = (byte) value;
        } else {
            ((short[]) row)[at] = (short) value;
        }
    }
}
