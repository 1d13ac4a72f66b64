package dev.loupe.codec;

import dev.loupe.raster.Depth;
import dev.loupe.raster.Layout;
import dev.loupe.raster.Pictures;
import dev.loupe.raster.Raster;
import dev.loupe.raster.Size;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.WritableRaster;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;

/** The readers and writers of the JDK: somebody else's opinion on what a file means. */
final class JdkPictures {
    private JdkPictures() {}

    static Raster read(byte[] file, String format) {
        try {
            ImageReader reader = ImageIO.getImageReadersByFormatName(format).next();
            reader.setInput(ImageIO.createImageInputStream(new ByteArrayInputStream(file)));
            return toRaster(reader.read(0));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] write(BufferedImage image, String format) {
        try {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            if (!ImageIO.write(image, format, out)) {
                throw new IllegalArgumentException("the JDK writes no such " + format);
            }
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As the JDK keeps it: gray or RGB, with or without alpha, 8 or 16 bits. */
    static BufferedImage image(Raster raster) {
        Layout layout = raster.layout();
        ColorSpace space = ColorSpace.getInstance(layout.isGray() ? ColorSpace.CS_GRAY : ColorSpace.CS_sRGB);
        ColorModel model = new ComponentColorModel(space, layout.hasAlpha(), false,
                layout.hasAlpha() ? ColorModel.TRANSLUCENT : ColorModel.OPAQUE,
                raster.depth() == Depth.U8 ? DataBuffer.TYPE_BYTE : DataBuffer.TYPE_USHORT);
        WritableRaster pixels = model.createCompatibleWritableRaster(raster.size().width(), raster.size().height());
        for (int y = 0; y < raster.size().height(); y++) {
            for (int x = 0; x < raster.size().width(); x++) {
                for (int c = 0; c < layout.channels(); c++) {
                    pixels.setSample(x, y, layout.isGray() || c == 3 ? c : 2 - c, raster.sample(x, y, c));
                }
            }
        }
        return new BufferedImage(model, pixels, false, null);
    }

    private static Raster toRaster(BufferedImage image) {
        WritableRaster pixels = image.getRaster();
        Size size = new Size(image.getWidth(), image.getHeight());
        if (image.getColorModel() instanceof IndexColorModel palette) {
            Layout layout = palette.hasAlpha() ? Layout.BGRA : Layout.BGR;
            return Pictures.make(size, layout, Depth.U8, (x, y, c) ->
                    (palette.getRGB(pixels.getSample(x, y, 0)) >> 8 * c & 0xff) / 255.0);
        }
        Layout layout = Layout.values()[pixels.getNumBands() - 1];
        Depth depth = pixels.getSampleModel().getSampleSize(0) == 8 ? Depth.U8 : Depth.U16;
        return Pictures.make(size, layout, depth, (x, y, c) ->
                pixels.getSample(x, y, layout.isGray() || c == 3 ? c : 2 - c) / (double) depth.max());
    }
}
