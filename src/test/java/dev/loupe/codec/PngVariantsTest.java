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
import java.awt.image.IndexColorModel;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class PngVariantsTest {
    private static final Size SIZE = new Size(41, 23);
    private static final int AFTER_HEADER = 33;

    private final Codec codec = new Codec(Limits.DEFAULT, 0);

    static Stream<Arguments> layoutsDepths() {
        return TiffVariantsTest.layoutsDepths();
    }

    @ParameterizedTest
    @MethodSource("layoutsDepths")
    void readsWhatTheJdkWrites(Layout layout, Depth depth) {
        Raster raster = Pictures.noise(SIZE, layout, depth, 1);
        assertDecodes(JdkPictures.write(JdkPictures.image(raster), "png"), raster);
    }

    @ParameterizedTest
    @MethodSource("layoutsDepths")
    void theJdkReadsWhatIsWritten(Layout layout, Depth depth) {
        Raster raster = Pictures.smooth(SIZE, layout, depth);
        Raster expected = layout == Layout.GRAY_ALPHA ? Channels.pick(raster, Layout.BGRA, 0, 0, 0, 1) : raster;
        byte[] file = codec.encode(raster, ImageFormat.PNG, 0).bytes();
        assertThat(Pictures.difference(JdkPictures.read(file, "png"), expected)).isZero();
    }

    @Test
    void palettesOfAnyDepthBecomeColours() {
        for (int bits : new int[] {1, 2, 4, 8}) {
            byte[] opaque = new byte[3 << bits];
            byte[] clear = new byte[4 << bits];
            new Random(bits).nextBytes(opaque);
            new Random(bits).nextBytes(clear);
            assertPalette(new IndexColorModel(bits, 1 << bits, opaque, 0, false), bits, Layout.BGR);
            assertPalette(new IndexColorModel(bits, 1 << bits, clear, 0, true), bits, Layout.BGRA);
        }
    }

    @ParameterizedTest
    @EnumSource(Depth.class)
    void oneGrayMayBeTransparent(Depth depth) {
        Raster gray = Pictures.make(SIZE, Layout.GRAY, depth, (x, y, c) -> (x % 7) / 6.0);
        int clear = gray.sample(3, 0, 0);
        byte[] file = codec.encode(gray, ImageFormat.PNG, 0).bytes();
        byte[] key = FileParts.pngChunk("tRNS", ByteBuffer.allocate(2).putShort((short) clear).array());
        Raster expected = Pictures.make(SIZE, Layout.GRAY_ALPHA, depth, (x, y, c) ->
                c == 0 ? (x % 7) / 6.0 : x % 7 == 3 ? 0 : 1);
        assertDecodes(FileParts.insert(file, AFTER_HEADER, key), expected);
    }

    @Test
    void ofAnAnimationTheStillPictureIsTaken() {
        Raster picture = Pictures.noise(SIZE, Layout.BGR, Depth.U8, 2);
        byte[] file = codec.encode(picture, ImageFormat.PNG, 0).bytes();
        byte[] frames = FileParts.pngChunk("acTL", ByteBuffer.allocate(8).putInt(2).putInt(0).array());
        byte[] frame = FileParts.pngChunk("fcTL", ByteBuffer.allocate(26)
                .putInt(0).putInt(SIZE.width()).putInt(SIZE.height()).array());
        byte[] broken = FileParts.pngChunk("fdAT", new byte[] {0, 0, 0, 1, 9, 9, 9, 9});
        byte[] animated = FileParts.insert(file, AFTER_HEADER, FileParts.join(frames, frames, frame));
        assertDecodes(FileParts.insert(animated, animated.length - 12, FileParts.join(frame, broken)), picture);
    }

    private void assertPalette(IndexColorModel palette, int bits, Layout layout) {
        int type = bits < 8 ? BufferedImage.TYPE_BYTE_BINARY : BufferedImage.TYPE_BYTE_INDEXED;
        BufferedImage image = new BufferedImage(SIZE.width(), SIZE.height(), type, palette);
        for (int y = 0; y < SIZE.height(); y++) {
            for (int x = 0; x < SIZE.width(); x++) {
                image.getRaster().setSample(x, y, 0, (x * 7 + y * 3) % (1 << bits));
            }
        }
        Raster expected = Pictures.make(SIZE, layout, Depth.U8, (x, y, c) ->
                (palette.getRGB((x * 7 + y * 3) % (1 << bits)) >> 8 * c & 0xff) / 255.0);
        assertDecodes(JdkPictures.write(image, "png"), expected);
    }

    private void assertDecodes(byte[] file, Raster expected) {
        assertThat(Pictures.difference(codec.decode(file, "x").raster(), expected)).as("%s", expected).isZero();
    }
}
