package dev.loupe.codec;

import dev.loupe.raster.Orientation;
import dev.loupe.raster.Size;
import java.util.OptionalInt;

/**
 * What is known of a picture before any pixel is decoded.
 *
 * @param size as stored, before {@code orientation} is applied
 * @param orientation 1 to 8, as EXIF and TIFF number them
 * @param jpegQuality 1 to 100 on the scale of the Independent JPEG Group, estimated from the quantisation table
 * @param lossy whether the file format threw something away: JPEG, and WebP unless lossless
 */
public record Header(ImageFormat format, Size size, int orientation, OptionalInt jpegQuality, boolean lossy) {
    /** The size once the picture is upright. */
    public Size upright() {
        return Orientation.ofTag(orientation).upright(size);
    }
}
