package dev.loupe.codec;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.stream.Stream;

/** The first bytes by which a format is known; one without an {@link ImageFormat} only to be refused by its name. */
enum Signature {
    JPEG(ImageFormat.JPEG, 0, "\u00ff\u00d8\u00ff"),
    PNG(ImageFormat.PNG, 0, "\u0089PNG\r\n\u001a\n"),
    WEBP(ImageFormat.WEBP, 8, "WEBP"),
    TIFF_LITTLE(ImageFormat.TIFF, 0, "II*\0"),
    TIFF_BIG(ImageFormat.TIFF, 0, "MM\0*"),
    BIGTIFF_LITTLE(ImageFormat.TIFF, 0, "II+\0"),
    BIGTIFF_BIG(ImageFormat.TIFF, 0, "MM\0+"),
    BMP(ImageFormat.BMP, 0, "BM"),
    GIF(null, 0, "GIF8"),
    PSD(null, 0, "8BPS"),
    AVIF(null, 4, "ftypavif"),
    HEIC(null, 4, "ftyphei"),
    HEIF(null, 4, "ftypmif1"),
    JPEG_XL(null, 4, "JXL \r\n\u0087\n"),
    JPEG_2000(null, 4, "jP  \r\n\u0087\n"),
    PDF(null, 0, "%PDF-");

    private final ImageFormat format;
    private final int at;
    private final byte[] bytes;

    Signature(ImageFormat format, int at, String bytes) {
        this.format = format;
        this.at = at;
        this.bytes = bytes.getBytes(StandardCharsets.ISO_8859_1);
    }

    static Optional<Signature> of(byte[] head) {
        return Stream.of(values()).filter(signature -> signature.begins(head)).findFirst();
    }

    Optional<ImageFormat> format() {
        return Optional.ofNullable(format);
    }

    private boolean begins(byte[] head) {
        if (head.length < at + bytes.length) {
            return false;
        }
        for (int i = 0; i < bytes.length; i++) {
            if (head[at + i] != bytes[i]) {
                return false;
            }
        }
        return true;
    }
}
