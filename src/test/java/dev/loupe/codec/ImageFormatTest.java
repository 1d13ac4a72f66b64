package dev.loupe.codec;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageFormatTest {
    @ParameterizedTest
    @CsvSource({
        "jpg, JPEG", "JPEG, JPEG", "jpe, JPEG", "image/jpeg, JPEG", "IMAGE/JPEG; charset=x, JPEG", "image/jpg, JPEG",
        "png, PNG", ".PNG, PNG", "image/png, PNG", "webp, WEBP", "tif, TIFF", "TIFF, TIFF", "image/tiff, TIFF",
        "bmp, BMP", "BMP, BMP", "image/bmp, BMP", "image/x-bmp, BMP", "' dib ', BMP"})
    void named(String name, ImageFormat format) {
        assertThat(ImageFormat.named(name)).contains(format);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "gif", "image/", "image/gif", "jpg2", "text/png"})
    void notNamed(String name) {
        assertThat(ImageFormat.named(name)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(ImageFormat.class)
    void everyNameOfAFormatLeadsBackToIt(ImageFormat format) {
        assertThat(ImageFormat.named(format.name())).contains(format);
        assertThat(ImageFormat.named(format.mediaType())).contains(format);
        assertThat(format.extensions()).contains(format.extension())
                .allSatisfy(extension -> assertThat(ImageFormat.named(extension)).contains(format));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "I", "II*", "RIFF____WEB", "\u0089PN"})
    void tooFewBytesAreNoFormat(String head) {
        assertThat(ImageFormat.sniff(head.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1))).isEmpty();
    }
}
