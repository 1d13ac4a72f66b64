package dev.loupe.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loupe.TestPictures;
import dev.loupe.codec.Codec;
import dev.loupe.failure.Rejected;
import dev.loupe.plan.Limits;
import dev.loupe.work.Line;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CampaignReportTest {
    private static final Instant BEGAN = Instant.parse("2026-03-01T20:00:00Z");

    @TempDir
    private Path folder;

    private static Line line(long id) {
        String finished = BEGAN.plusSeconds(id * 7 + id * id % 50).toString();
        return id % 20 == 0
                ? new Line(id, "scans", "18<" + id + ">/b\"ad,\n.jpg", "failed", "NOT_A_PICTURE",
                        "This is <not> a picture.", "", "", "",
                        9, 0, "", "", 0, finished, "")
                : new Line(id, "scans", "18/" + id + ".png", "done", "", "", "18/" + id + ".png", "ab", "cd", 1_000_000,
                        5_000_000,
                        "40x30", "120x90", 300, finished, id == 19 ? "only page 1 of 2 is in the result" : "");
    }

    private static List<Line> page(long before, long all) {
        List<Line> lines = new ArrayList<>();
        for (long id = Math.min(before, all + 1) - 1; id > 0 && lines.size() < 100; id--) {
            lines.add(line(id));
        }
        return lines;
    }

    @Test
    void every_file_is_in_the_table_and_what_counts_on_the_page() throws IOException {
        Samples samples = samples();
        for (int id = 1; id <= 60; id++) {
            int seed = id;
            samples.offer(id, () -> TestPictures.encoded(40 + seed, 300, "png", seed),
                    () -> TestPictures.encoded(120 + 3 * seed, 900, "jpg", seed));
        }
        Path page = CampaignReport.write(folder.resolve("out"), "scans & <more>", folder.resolve("samples"),
                before -> page(before, 2_400));
        String html = Files.readString(page);
        assertThat(html).contains("scans &amp; &lt;more&gt;", "2,280", "120", "NOT_A_PICTURE",
                "18&lt;2400&gt;/b&quot;ad",
                "This is &lt;not&gt; a picture.", "<svg", "2,280 MB", "11,400 MB");
        assertThat(html).doesNotContain("<script", "http:", "https:", "18<");
        assertThat(html.split("data:image/jpeg;base64,", -1)).hasSize(1 + 2 * Samples.KEPT);
        String csv = Files.readString(page.resolveSibling("report.csv"));
        assertThat(csv.split("\r\n")).hasSize(2_401)
                .contains("19,scans,18/19.png,done,,,18/19.png,ab,cd,1000000,5000000,40x30,120x90,300,"
                + line(19).finished() + ",only page 1 of 2 is in the result");
        assertThat(csv).contains("\"18<20>/b\"\"ad,\n.jpg\"");
    }

    @Test
    void a_campaign_without_results_has_a_report_too() throws IOException {
        Path page = CampaignReport.write(folder.resolve("out"), "none", folder.resolve("samples"), before -> List.of());
        assertThat(Files.readString(page)).contains("None.").doesNotContain("<svg");
        Path one = CampaignReport.write(folder.resolve("one"), "one", folder.resolve("samples"),
                before -> page(before, 1));
        assertThat(Files.readString(one)).contains("<svg");
    }

    @Test
    void every_file_is_as_likely_as_any_other_to_be_shown() throws IOException {
        Samples samples = samples();
        byte[] picture = TestPictures.encoded(8, 8, "png", 1);
        for (int id = 1; id <= 400; id++) {
            samples.offer(id, () -> picture, () -> picture);
        }
        List<Long> kept = Samples.in(folder.resolve("samples")).stream().map(Samples.Pair::id).toList();
        assertThat(kept).hasSize(Samples.KEPT).anyMatch(id -> id <= 200).anyMatch(id -> id > 200);
        samples.offer(kept.get(0), () -> picture, () -> picture);
        assertThat(Samples.in(folder.resolve("samples"))).hasSize(Samples.KEPT);
    }

    /** It has 1.08 million pixels; a picture that comes in may have 1 million. */
    @Test
    void a_result_larger_than_an_input_may_be_is_shown_too() throws IOException {
        byte[] before = TestPictures.encoded(400, 300, "png", 1);
        byte[] after = TestPictures.encoded(1200, 900, "jpg", 1);
        samples().offer(1, () -> before, () -> after);
        assertThat(Samples.in(folder.resolve("samples"))).extracting(Samples.Pair::id).containsExactly(1L);
    }

    @Test
    void half_a_pair_takes_no_place() {
        byte[] before = TestPictures.encoded(8, 8, "png", 1);
        assertThatThrownBy(() -> samples().offer(1, () -> before, () -> new byte[] {1})).isInstanceOf(Rejected.class);
        assertThat(folder.resolve("samples")).isEmptyDirectory();
    }

    private Samples samples() {
        return new Samples(folder.resolve("samples"), new Codec(new Limits(1_000_000, 1_000_000, 10_000_000), 0xFFFFFF),
                new Random(1));
    }
}
