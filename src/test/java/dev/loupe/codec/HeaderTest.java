package dev.loupe.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loupe.plan.Limits;
import dev.loupe.raster.Depth;
import dev.loupe.raster.Layout;
import dev.loupe.raster.Pictures;
import dev.loupe.raster.Raster;
import dev.loupe.raster.Size;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class HeaderTest {
    private final Codec codec = new Codec(Limits.DEFAULT, 0);
    private final Raster picture = Pictures.smooth(new Size(41, 23), Layout.BGR, Depth.U8);

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 10, 25, 49, 50, 51, 75, 90, 95, 99, 100})
    void theQualityOfAJpegIsFoundAgain(int quality) {
        Header header = codec.header(codec.encode(picture, ImageFormat.JPEG, quality).bytes(), "x");
        assertThat(header.jpegQuality()).hasValue(quality);
        assertThat(header.lossy()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(ImageFormat.class)
    void sizeAndFormat(ImageFormat format) {
        Header header = codec.header(codec.encode(picture, format, 90).bytes(), "x");
        assertThat(header.format()).isEqualTo(format);
        assertThat(header.size()).isEqualTo(picture.size());
        assertThat(header.orientation()).isEqualTo(1);
        assertThat(header.jpegQuality().isPresent()).isEqualTo(format == ImageFormat.JPEG);
        assertThat(header.lossy()).isEqualTo(format == ImageFormat.JPEG || format == ImageFormat.WEBP);
    }

    @Test
    void theSourceTellsWhatIsNotPixels() {
        byte[] file = codec.encode(picture, ImageFormat.PNG, 0).bytes();
        Source source = codec.decode(file, "album/a.png").source();
        assertThat(source).isEqualTo(new Source("album/a.png", codec.header(file, "album/a.png"), 1, file.length));
    }

    /** Four inks, as printers' JPEGs have them: no exact colours without a profile, but the right ones roughly. */
    @Test
    void aJpegOfFourInksBecomesColours() throws IOException {
        java.awt.image.WritableRaster inks = java.awt.image.Raster.createInterleavedRaster(0, 32, 32, 4, null);
        for (int y = 0; y < 32; y++) {
            for (int x = 0; x < 32; x++) {
                // stored the Adobe way round: 255 is no ink
                inks.setPixel(x, y, new int[] {40, 200, 220, 255});
            }
        }
        Decoded decoded = codec.decode(writeJpeg(inks), "inks.jpg");
        assertThat(decoded.raster().layout()).isEqualTo(Layout.BGR);
        assertThat(decoded.raster().sample(16, 16, 0)).isBetween(210, 230);
        assertThat(decoded.raster().sample(16, 16, 1)).isBetween(190, 210);
        assertThat(decoded.raster().sample(16, 16, 2)).isBetween(30, 50);
    }

    private static byte[] writeJpeg(java.awt.image.Raster raster) throws IOException {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (var stream = ImageIO.createImageOutputStream(out)) {
            writer.setOutput(stream);
            writer.write(new IIOImage(raster, null, null));
        }
        return out.toByteArray();
    }
}
