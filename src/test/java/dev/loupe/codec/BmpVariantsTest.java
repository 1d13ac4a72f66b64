package dev.loupe.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loupe.plan.Limits;
import dev.loupe.raster.Channels;
import dev.loupe.raster.Depth;
import dev.loupe.raster.Layout;
import dev.loupe.raster.Pictures;
import dev.loupe.raster.Raster;
import dev.loupe.raster.Size;
import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BmpVariantsTest {
    private static final Size SIZE = new Size(41, 23);

    private final Codec codec = new Codec(Limits.DEFAULT, 0);
    private final Raster picture = Pictures.noise(SIZE, Layout.BGRA, Depth.U8, 1);
    private final Raster opaque = Channels.pick(picture, Layout.BGR, 0, 1, 2);

    /** The fourth byte of a pixel without an alpha mask means nothing; many writers leave it 0. */
    @ParameterizedTest
    @ValueSource(ints = {0, 255, -1})
    void theFourthByteIsNoAlphaWithoutAMask(int fourth) {
        Raster stored = Pictures.make(SIZE, Layout.BGRA, Depth.U8, (x, y, c) ->
                c == 3 && fourth >= 0 ? fourth / 255.0 : picture.sample(x, y, c) / 255.0);
        assertDecodes(bmp(stored, 40, 0, false), opaque);
        assertDecodes(bmp(stored, 40, 0, true), opaque);
    }

    @Test
    void theFourthByteIsAlphaWithAMask() {
        assertDecodes(bmp(picture, 124, 3, false), picture);
        assertDecodes(bmp(picture, 124, 3, true), picture);
    }

    @ParameterizedTest
    @ValueSource(ints = {BufferedImage.TYPE_3BYTE_BGR, BufferedImage.TYPE_BYTE_GRAY, BufferedImage.TYPE_BYTE_BINARY,
        BufferedImage.TYPE_BYTE_INDEXED, BufferedImage.TYPE_USHORT_565_RGB, BufferedImage.TYPE_USHORT_555_RGB})
    void readsWhatTheJdkWrites(int type) {
        BufferedImage image = new BufferedImage(SIZE.width(), SIZE.height(), type);
        image.getGraphics().drawImage(JdkPictures.image(opaque), 0, 0, null);
        Raster decoded = codec.decode(JdkPictures.write(image, "bmp"), "x").raster();
        int tolerance = type == BufferedImage.TYPE_USHORT_565_RGB || type == BufferedImage.TYPE_USHORT_555_RGB ? 8 : 0;
        for (int y = 0; y < SIZE.height(); y++) {
            for (int x = 0; x < SIZE.width(); x++) {
                for (int c = 0; c < 3; c++) {
                    int sample = decoded.sample(x, y, decoded.layout().isGray() ? 0 : c);
                    int wanted = type == BufferedImage.TYPE_BYTE_GRAY ? image.getRaster().getSample(x, y, 0)
                            : image.getRGB(x, y) >> 8 * c & 0xff;
                    assertThat(Math.abs(sample - wanted)).isLessThanOrEqualTo(tolerance);
                }
            }
        }
    }

    private void assertDecodes(byte[] file, Raster expected) {
        assertThat(Pictures.difference(codec.decode(file, "x").raster(), expected)).as("%s", expected).isZero();
    }

    /** 32 bits per pixel, from the bottom up or from the top down. */
    private static byte[] bmp(Raster raster, int headerSize, int compression, boolean topDown) {
        int width = raster.size().width();
        int height = raster.size().height();
        int offset = 14 + headerSize;
        ByteBuffer out = ByteBuffer.allocate(offset + width * height * 4).order(ByteOrder.LITTLE_ENDIAN);
        out.put((byte) 'B').put((byte) 'M').putInt(out.capacity()).putInt(0).putInt(offset);
        out.putInt(headerSize).putInt(width).putInt(topDown ? -height : height);
        out.putShort((short) 1).putShort((short) 32).putInt(compression);
        if (compression == 3) {
            out.putInt(14 + 40, 0xff0000).putInt(14 + 44, 0xff00).putInt(14 + 48, 0xff).putInt(14 + 52, 0xff000000);
        }
        out.position(offset);
        for (int row = 0; row < height; row++) {
            for (int x = 0; x < width; x++) {
                for (int c = 0; c < 4; c++) {
                    out.put((byte) raster.sample(x, topDown ? row : height - 1 - row, c));
                }
            }
        }
        return out.array();
    }
}
