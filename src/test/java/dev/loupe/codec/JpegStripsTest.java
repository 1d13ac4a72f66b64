package dev.loupe.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_JPEG_QUALITY;

import dev.loupe.raster.Depth;
import dev.loupe.raster.Layout;
import dev.loupe.raster.Pictures;
import dev.loupe.raster.Raster;
import dev.loupe.raster.Size;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Joined strips against the whole picture in one go, as two decoders see them. */
class JpegStripsTest {
    private static final int QUALITY = 95;

    @ParameterizedTest
    @CsvSource({
        "1,257,BGR", "300,256,BGR", "300,258,BGR", "65,512,BGR", "64,513,BGR", "97,1000,BGR", "640,2048,BGR",
        "1,257,GRAY", "300,258,GRAY", "65,512,GRAY", "64,513,GRAY", "97,1000,GRAY", "30,9000,GRAY", "8,5000,BGR"})
    void decodesLikeAFileEncodedAtOnce(int width, int height, Layout layout) {
        Raster picture = Pictures.noise(new Size(width, height), layout, Depth.U8, 5);
        byte[] joined = JpegStrips.write(picture, QUALITY);
        byte[] whole = Imgcodecs.encode(picture, ImageFormat.JPEG, IMWRITE_JPEG_QUALITY, QUALITY);
        JpegFile.read(joined).requireComplete();
        assertThat(JpegFile.read(joined).header()).isEqualTo(JpegFile.read(whole).header());
        assertThat(Pictures.difference(decoded(joined), decoded(whole))).isZero();
        assertThat(Pictures.difference(JdkPictures.read(joined, "jpeg"), JdkPictures.read(whole, "jpeg"))).isZero();
    }

    private static Raster decoded(byte[] file) {
        return Imgcodecs.decode(file, ImageFormat.JPEG);
    }

    /** A decoder that is strict about their order finds no other. */
    @ParameterizedTest
    @ValueSource(strings = {"BGR", "GRAY"})
    void restartMarkersComeInTurn(Layout layout) {
        int height = 3 * JpegStrips.ROWS + 1;
        byte[] file = JpegStrips.write(Pictures.noise(new Size(50, height), layout, Depth.U8, 5), QUALITY);
        List<Integer> found = new ArrayList<>();
        for (int at = JpegFile.read(file).firstScanData(); at < file.length - 1; at++) {
            if (file[at] == (byte) 0xff && file[at + 1] != 0) {
                found.add((file[at + 1] & 0xff) - 0xd0);
            }
        }
        int rows = (height + (layout == Layout.GRAY ? 7 : 15)) / (layout == Layout.GRAY ? 8 : 16);
        List<Integer> expected = new ArrayList<>();
        for (int row = 0; row < rows - 1; row++) {
            expected.add(row % 8);
        }
        expected.add(0xd9 - 0xd0);
        assertThat(found).isEqualTo(expected);
    }

    @Test
    void takesNoMoreRoomToSpeakOf() {
        Raster picture = Pictures.smooth(new Size(1536, 1536), Layout.BGR, Depth.U8);
        int joined = JpegStrips.write(picture, QUALITY).length;
        assertThat(joined).isLessThan(
                Imgcodecs.encode(picture, ImageFormat.JPEG, IMWRITE_JPEG_QUALITY, QUALITY).length + 96 * 12);
    }
}
