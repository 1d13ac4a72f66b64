package dev.loupe.codec;

import dev.loupe.failure.Rejected;
import dev.loupe.failure.Rejected.Limit;
import dev.loupe.failure.Rejected.Reason;
import dev.loupe.raster.Raster;
import dev.loupe.raster.Size;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The formats that are read and written, one row each.
 *
 * <p>The most pixels a side are what the encoder takes: JPEG's own limit is 65,535, but libjpeg stops at 65,500; libpng
 * stops at a million; for TIFF and BMP it is what OpenCV reads again.
 */
public enum ImageFormat {
    //   extensions                      media type    alpha  16 bit most a side quality up to
    JPEG(List.of("jpg", "jpeg", "jpe"), "image/jpeg", false, false, 65_500, 100, JpegFile::read, JpegStrips::write),
    PNG(List.of("png"), "image/png", true, true, 1_000_000, 0, PngFile::read, PngFile::write),
    WEBP(List.of("webp"), "image/webp", true, false, 16_383, 101, WebpFile::read, WebpFile::write),
    TIFF(List.of("tif", "tiff"), "image/tiff", true, true, 1 << 20, 0, TiffFile::read, TiffFile::write),
    BMP(List.of("bmp", "dib"), "image/bmp", true, false, 1 << 20, 0, BmpFile::read, BmpFile::write);

    private final List<String> extensions;
    private final String mediaType;
    private final boolean alpha;
    private final boolean sixteenBit;
    private final int maxSide;
    private final int bestQuality;
    private final Function<byte[], Stored> reader;
    private final Writer writer;

    ImageFormat(List<String> extensions, String mediaType, boolean alpha, boolean sixteenBit, int maxSide,
            int bestQuality, Function<byte[], Stored> reader, Writer writer) {
        this.extensions = extensions;
        this.mediaType = mediaType;
        this.alpha = alpha;
        this.sixteenBit = sixteenBit;
        this.maxSide = maxSide;
        this.bestQuality = bestQuality;
        this.reader = reader;
        this.writer = writer;
    }

    /** Makes a file of a picture the format can hold. */
    @FunctionalInterface
    private interface Writer {
        byte[] write(Raster raster, int quality);
    }

    /** The extension results get, without a dot. */
    public String extension() {
        return extensions.get(0);
    }

    /** The extension of the result for a picture of that name: the picture's own where this format goes by it. */
    public String extensionFor(String name) {
        String own = name.substring(name.lastIndexOf('.') + 1);
        return extensions.contains(own.toLowerCase(Locale.ROOT)) ? own : extension();
    }

    /** Every extension the format goes by, without a dot, in lower case. */
    public List<String> extensions() {
        return extensions;
    }

    public String mediaType() {
        return mediaType;
    }

    /** Whether it holds alpha. */
    public boolean alpha() {
        return alpha;
    }

    /** Whether it holds 16 bits per sample. */
    public boolean sixteenBit() {
        return sixteenBit;
    }

    /** The most pixels a side it holds. */
    public int maxSide() {
        return maxSide;
    }

    /** Whether a quality changes what is written. */
    public boolean quality() {
        return bestQuality > 0;
    }

    /** The format of an extension, with or without its dot, or of a media type such as {@code image/jpeg}. */
    public static Optional<ImageFormat> named(String name) {
        String lower = name.toLowerCase(Locale.ROOT).replaceFirst(";.*", "").strip();
        String plain = lower.replaceFirst("^(image/(x-)?|\\.)", "");
        return Stream.of(values()).filter(format -> format.extensions.contains(plain)).findFirst();
    }

    /** The format the first bytes of a file speak of; twelve are enough. */
    public static Optional<ImageFormat> sniff(byte[] head) {
        return Signature.of(head).flatMap(Signature::format);
    }

    /** Every name a format can be asked for by, for messages: "jpg, png, …". */
    public static String names() {
        return Stream.of(values()).map(ImageFormat::extension).collect(Collectors.joining(", "));
    }

    /** What a file of this format says before its pixels; throws {@link Rejected} where that makes no sense. */
    Stored read(byte[] bytes) {
        return reader.apply(bytes);
    }

    /** @throws Rejected where the format holds no side that long, or has no such quality */
    void requireHolds(Size size, int quality) {
        requireRoomFor(size);
        requireQuality(quality);
    }

    /** @param raster of a layout, a depth and a size that the format holds */
    byte[] write(Raster raster, int quality) {
        return writer.write(raster, quality);
    }

    private void requireRoomFor(Size size) {
        if (size.longSide() > maxSide) {
            throw new Rejected(Reason.TOO_MANY_PIXELS, "The result is " + size + "; " + this + " holds at most "
                    + maxSide + " pixels a side. Choose another format, such as PNG or TIFF.",
                    new Limit(this + " side", maxSide, size.longSide()));
        }
    }

    private void requireQuality(int quality) {
        if (quality() && (quality < 1 || quality > bestQuality)) {
            throw new Rejected(Reason.BAD_OPTION,
                    "The quality of " + this + " is 1 to " + bestQuality + ", not " + quality + ".");
        }
    }
}
