package dev.loupe.cli;

import dev.loupe.codec.Bytes;
import dev.loupe.codec.Decoded;
import dev.loupe.codec.ImageFormat;
import dev.loupe.core.Core;
import dev.loupe.engine.EngineInfo;
import dev.loupe.engine.Progress;
import dev.loupe.failure.Rejected;
import dev.loupe.failure.Rejected.Reason;
import dev.loupe.plan.Oversize;
import dev.loupe.plan.Target;
import dev.loupe.quality.Quality;
import dev.loupe.raster.Size;
import dev.loupe.upscale.Enlarged;
import dev.loupe.upscale.Option;
import dev.loupe.upscale.Options;
import dev.loupe.upscale.Request;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How close the results for a folder of pairs come to the originals.
 *
 * @param folder the last two names of its path; the pairs of one folder are averaged
 * @param jpegQuality with which the small pictures were compressed first; 0 where they were taken as they are
 * @param psnr mean in dB
 * @param ssim mean
 */
record Evaluation(
        String folder, int scale, String model, String engine, String precision, boolean ensemble, int jpegQuality,
        int pictures, double psnr, double ssim) {

    private record Row(Path folder, int scale, EngineInfo engine, Quality quality) {}

    private record Group(Path folder, int scale) {}

    /** @throws Rejected where a pair's sizes do not belong together, or a picture cannot be enlarged */
    static List<Evaluation> of(Core core, List<Pair> pairs, Options options, int jpegQuality) throws IOException {
        Map<Group, List<Row>> groups = new LinkedHashMap<>();
        for (Pair pair : pairs) {
            Row row = row(core, pair, options, jpegQuality);
            groups.computeIfAbsent(new Group(row.folder(), row.scale()), key -> new ArrayList<>()).add(row);
        }
        return groups.values().stream().map(rows -> mean(rows, options, jpegQuality)).toList();
    }

    private static Row row(Core core, Pair pair, Options options, int jpegQuality) throws IOException {
        Decoded original = core.codec().decode(Files.readAllBytes(pair.original()), pair.original().toString());
        byte[] bytes = Files.readAllBytes(pair.small());
        Decoded small = core.codec().decode(bytes, pair.small().toString());
        int scale = scale(pair, small.raster().size(), original.raster().size());
        byte[] compressed = jpegQuality == 0 ? bytes
                : core.codec().encode(small.raster(), ImageFormat.JPEG, jpegQuality).bytes();
        Options exact = Option.OVERSIZE.set(options.withTarget(new Target.Scale(scale)), Oversize.TILE.name());
        Request request = new Request(pair.small().toString(), new Bytes.InMemory(compressed), exact, Progress.NONE);
        Enlarged enlarged = core.pipeline().upscale()
                .apply(core.pipeline().prescale().apply(core.pipeline().decode().apply(request)));
        return new Row(pair.small().getParent(), scale, enlarged.report().engine(),
                Quality.of(enlarged.raster(), original.raster(), scale));
    }

    private static int scale(Pair pair, Size small, Size original) {
        int scale = original.width() / small.width();
        if (scale < 2 || original.height() / small.height() != scale) {
            throw new Rejected(Reason.BAD_OPTION,
                    pair.small() + " is " + small + " and " + pair.original() + " is " + original
                    + "; the original must be a whole number of times as large, at least twice.");
        }
        return scale;
    }

    private static Evaluation mean(List<Row> rows, Options options, int jpegQuality) {
        Row any = rows.get(0);
        Path folder = any.folder().toAbsolutePath().normalize();
        return new Evaluation(
                folder.subpath(Math.max(0, folder.getNameCount() - 2), folder.getNameCount()).toString(),
                any.scale(),
                any.engine().model(),
                any.engine().provider() + ":" + any.engine().device(),
                any.engine().precision().toString(),
                options.ensemble(),
                jpegQuality,
                rows.size(),
                rows.stream().mapToDouble(row -> row.quality().psnr()).average().orElseThrow(),
                rows.stream().mapToDouble(row -> row.quality().ssim()).average().orElseThrow());
    }
}
