package dev.loupe.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.drew.imaging.ImageMetadataReader;
import com.drew.imaging.ImageProcessingException;
import com.drew.metadata.Directory;
import com.drew.metadata.Metadata;
import com.drew.metadata.exif.ExifIFD0Directory;
import dev.loupe.failure.Rejected;
import dev.loupe.plan.Limits;
import dev.loupe.raster.Layout;
import dev.loupe.raster.Orientation;
import dev.loupe.raster.Pictures;
import dev.loupe.raster.Raster;
import dev.loupe.raster.Size;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Real awkward pictures, where they are: each is decoded rightly, or refused in a sentence. */
class TrickyFilesTest {
    private static final Path TRICKY = Path.of(System.getProperty("loupe.shared", "../shared"), "data", "tricky");
    private static final Map<String, byte[]> FILES = new TreeMap<>();

    private final Codec codec = new Codec(Limits.DEFAULT, 0);

    @BeforeAll
    static void find() throws IOException {
        assumeTrue(Files.isDirectory(TRICKY), () -> "no awkward pictures at " + TRICKY);
        try (Stream<Path> paths = Files.walk(TRICKY)) {
            for (Path path : (Iterable<Path>) paths.filter(Files::isRegularFile)::iterator) {
                if (path.toString().endsWith(".zip")) {
                    unzip(path);
                } else {
                    FILES.put(path.getFileName().toString(), Files.readAllBytes(path));
                }
            }
        }
    }

    @Test
    void everyFileIsDecodedOrRefusedInASentence() {
        List<String> decoded = new ArrayList<>();
        FILES.forEach((name, bytes) -> {
            try {
                Decoded picture = codec.decode(bytes, name);
                assertThat(picture.raster().size()).as(name).isEqualTo(picture.source().header().upright());
                decoded.add(name);
            } catch (Rejected rejected) {
                assertThat(rejected.getMessage()).as(name).matches("(?s)[A-Z].*\\.");
            }
        });
        assertThat(decoded).hasSizeGreaterThan(230);
    }

    @Test
    void theWholePngSuiteIsReadButForItsBrokenFiles() {
        FILES.keySet().stream().filter(name -> name.endsWith(".png") && !name.startsWith("orientation")).forEach(name ->
                assertThat(decodes(name)).as(name).isEqualTo(!name.startsWith("x")));
    }

    /** Palettes, gray with alpha, interlacing: all but what the JDK keeps in another layout or forgets. */
    @Test
    void pngsLookAsTheyDoToTheJdk() {
        int compared = 0;
        for (Map.Entry<String, byte[]> file : FILES.entrySet()) {
            String name = file.getKey();
            if (!name.matches("(bas|bg|cs|f0|oi|pp|ps|s[0-9]|tp1|z0)[^.]*\\.png") || name.matches(".*0g0[124]\\.png")) {
                continue;
            }
            Raster theirs = JdkPictures.read(file.getValue(), "png");
            Raster ours = codec.decode(file.getValue(), name).raster();
            assertThat(Pictures.difference(ours, theirs)).as(name).isZero();
            compared++;
        }
        assertThat(compared).isGreaterThan(100);
    }

    @Test
    void jpegsInEveryOrientationShowTheSamePicture() {
        for (String group : List.of("Landscape_%d.jpg", "Portrait_%d.jpg")) {
            Raster upright = codec.decode(FILES.get(group.formatted(0)), group).raster();
            for (int i = 1; i <= 8; i++) {
                Raster turned = codec.decode(FILES.get(group.formatted(i)), group).raster();
                assertThat(turned.size()).as(group, i).isEqualTo(upright.size());
                assertThat(Pictures.psnr(turned, upright)).as(group, i).isGreaterThan(25);
            }
        }
    }

    @Test
    void onePngIsTurnedInEveryWay() {
        Raster stored = codec.decode(FILES.get("orientation-0.png"), "stored").raster();
        for (int i = 1; i <= 8; i++) {
            Decoded turned = codec.decode(FILES.get("orientation-" + i + ".png"), "turned");
            Orientation orientation = Orientation.ofTag(turned.source().header().orientation());
            assertThat(Pictures.psnr(turned.raster(), orientation.upright(stored))).as("file %d", i).isGreaterThan(25);
        }
    }

    @Test
    void sizeAndOrientationAreWhatAnotherLibraryFinds() {
        List<String> compared = new ArrayList<>();
        FILES.forEach((name, bytes) -> {
            try {
                Metadata metadata = ImageMetadataReader.readMetadata(new ByteArrayInputStream(bytes));
                compare(name, codec.header(bytes, name), metadata);
                compared.add(name);
            } catch (Rejected | ImageProcessingException | IOException e) {
                // one of the two reads no such file
            }
        });
        assertThat(compared).hasSizeGreaterThan(230);
    }

    @Test
    void depthsOfTheSameFlowerAgree() {
        Raster eight = codec.decode(FILES.get("flower-rgb-contig-08.tif"), "flower").raster();
        Raster sixteen = codec.decode(FILES.get("flower-rgb-contig-16.tif"), "flower").raster();
        for (int bits : new int[] {2, 4, 8, 10, 12, 14, 16}) {
            for (String order : bits < 8 ? List.of("contig") : List.of("contig", "planar")) {
                String name = "flower-rgb-%s-%02d.tif".formatted(order, bits);
                Raster flower = codec.decode(FILES.get(name), name).raster();
                Raster same = bits <= 8 ? eight : sixteen;
                double step = 1.01 / ((1 << Math.min(bits, 14)) - 1);
                assertThat(Pictures.difference(flower, same)).as(name).isLessThan(step);
            }
            String name = "flower-minisblack-%02d.tif".formatted(bits);
            assertThat(codec.decode(FILES.get(name), name).raster().layout()).isEqualTo(Layout.GRAY);
        }
    }

    private boolean decodes(String name) {
        try {
            codec.decode(FILES.get(name), name);
            return true;
        } catch (Rejected rejected) {
            return false;
        }
    }

    private static void compare(String name, Header header, Metadata metadata) {
        ExifIFD0Directory exif = metadata.getFirstDirectoryOfType(ExifIFD0Directory.class);
        Integer orientation = exif == null ? null : exif.getInteger(ExifIFD0Directory.TAG_ORIENTATION);
        if (orientation != null && orientation >= 1 && orientation <= 8) {
            assertThat(header.orientation()).as(name).isEqualTo(orientation);
        }
        for (Directory directory : metadata.getDirectories()) {
            if (List.of("JPEG", "PNG-IHDR", "WebP", "BMP Header").contains(directory.getName())) {
                Size size = size(directory);
                assertThat(header.size()).as(name).isEqualTo(size);
            }
        }
    }

    private static Size size(Directory directory) {
        int width = 0;
        int height = 0;
        for (var tag : directory.getTags()) {
            width = tag.getTagName().equals("Image Width") ? directory.getInteger(tag.getTagType()) : width;
            height = tag.getTagName().equals("Image Height") ? directory.getInteger(tag.getTagType()) : height;
        }
        return new Size(width, height);
    }

    private static void unzip(Path path) throws IOException {
        try (ZipFile zip = new ZipFile(path.toFile())) {
            for (ZipEntry entry : Collections.list(zip.entries())) {
                if (!entry.isDirectory()) {
                    FILES.put(entry.getName().replaceFirst(".*/", ""), zip.getInputStream(entry).readAllBytes());
                }
            }
        }
    }
}
