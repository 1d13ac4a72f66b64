package dev.loupe.report;

import dev.loupe.codec.Codec;
import dev.loupe.codec.ImageFormat;
import dev.loupe.failure.Failed;
import dev.loupe.raster.AreaAverage;
import dev.loupe.raster.Raster;
import dev.loupe.raster.Size;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/**
 * Small pictures of a few files of each source, before and after, drawn by lot while they are there: later the original
 * may be out of reach. Every file of a campaign is as likely to be among them as any other (Vitter's algorithm R).
 * Thread-safe.
 */
public final class Samples {
    /** Of each source. */
    static final int KEPT = 24;

    /** The longer side of what is kept, in pixels. */
    private static final int SIDE = 240;
    private static final int QUALITY = 85;
    private static final String BEFORE = "-before.jpg";
    private static final String AFTER = "-after.jpg";

    private final Path folder;
    private final Codec codec;
    private final Random lot;
    private long seen;

    /** One file's pictures, as JPEG. */
    public record Pair(long id, byte[] before, byte[] after) {}

    /** @param folder of one source */
    public Samples(Path folder, Codec codec, Random lot) {
        this.folder = folder;
        this.codec = codec;
        this.lot = lot;
        this.seen = ids(folder).size();
    }

    /** Where an encoded picture comes from, if it is wanted. */
    @FunctionalInterface
    public interface Picture {
        byte[] read() throws IOException;
    }

    /** Is shown every file that is done. */
    public synchronized void offer(long id, Picture before, Picture after) {
        seen++;
        List<Long> kept = ids(folder);
        boolean again = kept.remove(id);
        if (!again && kept.size() >= KEPT && lot.nextLong(seen) >= KEPT) {
            return;
        }
        try {
            Files.createDirectories(folder);
            byte[] smallBefore = small(codec.decode(before.read(), "").raster());
            byte[] smallAfter = small(codec.decodeResult(after.read()));
            if (kept.size() >= KEPT) {
                forget(kept.get(lot.nextInt(kept.size())));
            }
            Files.write(folder.resolve(id + BEFORE), smallBefore);
            Files.write(folder.resolve(id + AFTER), smallAfter);
        } catch (IOException unwritable) {
            throw new Failed("The report's small pictures cannot be written to " + folder + " ("
                    + unwritable.getMessage()
                    + ").", unwritable);
        }
    }

    private void forget(long id) throws IOException {
        Files.deleteIfExists(folder.resolve(id + BEFORE));
        Files.deleteIfExists(folder.resolve(id + AFTER));
    }

    private byte[] small(Raster raster) {
        double longer = Math.max(raster.size().width(), raster.size().height());
        Size to = new Size((int) Math.max(1, Math.round(raster.size().width() * SIDE / longer)),
                (int) Math.max(1, Math.round(raster.size().height() * SIDE / longer)));
        return codec.encode(longer <= SIDE ? raster : AreaAverage.shrink(raster, to), ImageFormat.JPEG, QUALITY)
                .bytes();
    }

    /** What there is in a source's folder, by id. */
    static List<Pair> in(Path folder) throws IOException {
        List<Pair> pairs = new ArrayList<>();
        for (long id : ids(folder)) {
            Path after = folder.resolve(id + AFTER);
            if (Files.exists(after)) {
                pairs.add(new Pair(id, Files.readAllBytes(folder.resolve(id + BEFORE)), Files.readAllBytes(after)));
            }
        }
        return pairs;
    }

    private static List<Long> ids(Path folder) {
        if (Files.notExists(folder)) {
            return new ArrayList<>();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return new ArrayList<>(files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(BEFORE))
                    .map(name -> Long.parseLong(name.substring(0, name.length() - BEFORE.length()))).sorted().toList());
        } catch (IOException unreadable) {
            throw new Failed("The folder " + folder + " cannot be read (" + unreadable.getMessage() + ").", unreadable);
        }
    }
}
