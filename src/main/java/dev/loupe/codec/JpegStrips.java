package dev.loupe.codec;

import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_JPEG_QUALITY;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_JPEG_RST_INTERVAL;

import dev.loupe.raster.Raster;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A JPEG encoded strip by strip on all cores, so that beside the picture only a few strips are in native memory. Strips
 * meet at restart markers (ITU-T T.81, B.2.1 and B.2.4.4), which there is one of after every row of MCUs: what lies
 * between two of them depends on nothing outside.
 */
final class JpegStrips {
    /** Rows of a strip: at 8 or 16 rows to an MCU, the eight restart markers come round a whole number of times. */
    static final int ROWS = 256;

    /** Pixels to the side of an MCU: that of one component alone, and that of colours at half the resolution. */
    private static final int GRAY_MCU = 8;
    private static final int COLOUR_MCU = 16;

    private static final int LAST_RESTART = 0xd7;
    private static final int END_OF_IMAGE = 0xd9;
    private static final int MARKER_BYTES = 2;

    private JpegStrips() {}

    /**
     * A complete file, baseline, with colours at half the resolution (4:2:0) as OpenCV does unless told otherwise; the
     * pixels are the same as if it had been encoded at once.
     */
    static byte[] write(Raster raster, int quality) {
        int height = raster.size().height();
        int strips = (height + ROWS - 1) / ROWS;
        if (strips == 1) {
            return Imgcodecs.encode(raster, ImageFormat.JPEG, IMWRITE_JPEG_QUALITY, quality);
        }
        int mcu = raster.layout().isGray() ? GRAY_MCU : COLOUR_MCU;
        int mcusPerRow = (raster.size().width() + mcu - 1) / mcu;
        return join(height, IntStream.range(0, strips).map(strip -> strip * ROWS).parallel()
                .mapToObj(first -> Imgcodecs.encode(raster, first, Math.min(ROWS, height - first), ImageFormat.JPEG,
                        IMWRITE_JPEG_QUALITY, quality, IMWRITE_JPEG_RST_INTERVAL, mcusPerRow))
                .toList());
    }

    /** The first file's header with the height of all, and what lies between header and end marker of each. */
    private static byte[] join(int height, List<byte[]> files) {
        JpegFile first = JpegFile.read(files.get(0));
        int header = first.firstScanData();
        long total = header;
        for (byte[] file : files) {
            total += file.length - header;
        }
        Imgcodecs.requireArray(total, ImageFormat.JPEG);
        byte[] joined = new byte[(int) total];
        System.arraycopy(files.get(0), 0, joined, 0, header);
        joined[first.heightAt()] = (byte) (height >> 8);
        joined[first.heightAt() + 1] = (byte) height;
        int at = header;
        for (byte[] file : files) {
            int scan = file.length - header - MARKER_BYTES;
            System.arraycopy(file, header, joined, at, scan);
            at += scan + MARKER_BYTES;
            joined[at - 2] = (byte) 0xff;
            joined[at - 1] = (byte) LAST_RESTART;
        }
        joined[at - 1] = (byte) END_OF_IMAGE;
        return joined;
    }
}
