package dev.loupe;

import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Random;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/** Pictures drawn for tests, encoded and decoded by the JDK: somebody else's codec than the one under test. */
public final class TestPictures {
    private TestPictures() {}

    /** A gradient with a disc and a line; {@code seed} makes pictures differ. */
    public static byte[] encoded(int width, int height, String format, int seed) {
        BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
        Graphics2D pen = picture.createGraphics();
        pen.setPaint(new GradientPaint(0, 0, new Color(20 + seed % 100, 60, 90), width, height,
                new Color(220, 200, 120)));
        pen.fillRect(0, 0, width, height);
        pen.setColor(new Color(180, 40, 40 + seed % 150));
        pen.fillOval(width / 4, height / 4, width / 2, height / 2);
        pen.setColor(Color.WHITE);
        pen.drawLine(0, height - 1, width - 1, 0);
        pen.dispose();
        return encode(picture, format);
    }

    /** A PNG of random pixels, which no compression makes smaller. */
    public static byte[] noise(int width, int height, int seed) {
        BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
        Random random = new Random(seed);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                picture.setRGB(x, y, random.nextInt());
            }
        }
        return encode(picture, "png");
    }

    /** A TIFF of several pages. */
    public static byte[] pages(int count) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageWriter writer = ImageIO.getImageWritersByFormatName("tiff").next();
        try (ImageOutputStream file = ImageIO.createImageOutputStream(out)) {
            writer.setOutput(file);
            writer.prepareWriteSequence(null);
            for (int page = 1; page <= count; page++) {
                writer.writeToSequence(new IIOImage(decode(encoded(8 + page, 8, "png", page)), null, null), null);
            }
            writer.endWriteSequence();
        } finally {
            writer.dispose();
        }
        return out.toByteArray();
    }

    public static byte[] encode(BufferedImage picture, String format) {
        try {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            if (!ImageIO.write(picture, format, out)) {
                throw new IllegalArgumentException("the JDK does not write " + format);
            }
            return out.toByteArray();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    public static BufferedImage decode(byte[] encoded) {
        try {
            return ImageIO.read(new ByteArrayInputStream(encoded));
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
