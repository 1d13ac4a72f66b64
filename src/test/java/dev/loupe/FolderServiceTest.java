package dev.loupe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The watched folder as its users see it: the real routes, real files, and the bicubic engine for speed. */
@Tag("slow")
class FolderServiceTest extends WithFolder {
    private void eventually(String folder, String... files) {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(home.files(folder)).containsExactly(files));
    }

    @Test
    void a_picture_dropped_comes_out_enlarged_and_its_original_is_kept() throws IOException {
        start();
        byte[] original = TestPictures.encoded(40, 30, "png", 1);
        home.drop("holiday/2026/sea side.png", original);
        eventually("done", "holiday/2026/sea side.png");
        assertThat(home.files("outbox")).containsExactly("holiday/2026/sea side.png");
        assertThat(home.data("done/holiday/2026/sea side.png")).hasBinaryContent(original);
        var result = TestPictures.decode(Files.readAllBytes(home.data("outbox/holiday/2026/sea side.png")));
        assertThat(result.getWidth()).isEqualTo(120);
        assertThat(result.getHeight()).isEqualTo(90);
        assertThat(home.files("inbox")).isEmpty();
    }

    @Test
    void what_is_no_picture_is_set_aside_with_the_reason_and_the_rest_goes_on() throws IOException {
        start();
        home.drop("letter.jpg", "Dear all,".getBytes(StandardCharsets.UTF_8));
        home.drop("empty.png", new byte[0]);
        home.drop("good.jpg", TestPictures.encoded(20, 20, "jpg", 1));
        eventually("failed", "empty.png", "empty.png.json", "letter.jpg", "letter.jpg.json");
        eventually("outbox", "good.jpg");
        JsonNode why = new ObjectMapper().readTree(home.data("failed/letter.jpg.json").toFile());
        assertThat(why.get("reason").asText()).isEqualTo("NOT_A_PICTURE");
        assertThat(why.get("cause").asText()).isNotBlank();
        assertThat(why.get("route").asText()).isEqualTo("folder");
        assertThat(why.get("attempts").asInt()).isEqualTo(1);
        assertThat(why.get("sha256").asText()).hasSize(64);
        assertThat(why.get("time").asText()).startsWith("20");
    }

    /** The work is done, and another's folder lies where the result should go. */
    @Test
    void a_result_that_cannot_be_delivered_is_tried_again_and_then_set_aside_with_the_reason() throws IOException {
        Path inTheWay = Files.createDirectories(home.data("outbox/a.png/full")).getParent();
        start("loupe.retries=2", "loupe.retry-delay=10ms", "loupe.folder.duplicates=overwrite");
        home.drop("a.png", TestPictures.encoded(8, 8, "png", 1));
        eventually("failed", "a.png", "a.png.json");
        await().untilAsserted(() -> assertThat(Files.readString(home.data("failed/a.png.json")))
                .contains("outbox", "\"attempts\" : 3", "\"route\" : \"folder\""));
        Files.delete(inTheWay.resolve("full"));
        Files.delete(inTheWay);
        Files.move(home.data("failed/a.png"), home.data("inbox/a.png"));
        eventually("outbox", "a.png");
        eventually("failed");
    }

    @Test
    void a_result_is_called_like_its_original_however_long_that_is() throws IOException {
        start();
        String longest = "a".repeat(245) + ".JPEG";
        home.drop(longest, TestPictures.encoded(8, 8, "jpg", 1));
        eventually("outbox", longest);
        eventually("done", longest);
        String bad = "b".repeat(245) + ".jpeg";
        home.drop(bad, new byte[3]);
        eventually("failed", bad, bad + ".json");
    }

    @Test
    void a_failed_picture_moved_back_is_tried_again() throws IOException {
        start("loupe.limits.max-pixels-in=100");
        home.drop("big.png", TestPictures.encoded(40, 30, "png", 1));
        eventually("failed", "big.png", "big.png.json");
        assertThat(Files.readString(home.data("failed/big.png.json"))).contains("loupe.limits.max-pixels-in", "1200");
        Files.move(home.data("failed/big.png"), home.data("inbox/big.png"));
        eventually("failed", "big.png", "big.png.json");
        assertThat(home.files("inbox")).isEmpty();
    }

    @Test
    void temporary_and_system_files_are_left_alone() throws IOException {
        List<String> names = List.of("a.jpg.part", "b.tmp", "c.png.crdownload", "~$d.png", "._e.jpg", "Thumbs.db",
                ".DS_Store");
        for (String name : names) {
            Path file = home.data("inbox").resolve(name);
            Files.createDirectories(file.getParent());
            Files.write(file, new byte[] {1});
        }
        start();
        home.drop("last.png", TestPictures.encoded(8, 8, "png", 1));
        eventually("done", "last.png");
        assertThat(home.files("inbox")).containsExactlyInAnyOrderElementsOf(names);
        assertThat(home.files("failed")).isEmpty();
    }

    /** Pictures would be moved out of somebody else's folder, or, where the link leads up, be taken for ever. */
    @Test
    void folders_behind_links_are_left_alone() throws IOException {
        Path others = Files.createDirectories(directory.resolve("elsewhere"));
        Files.write(others.resolve("kept.png"), TestPictures.encoded(8, 8, "png", 2));
        Files.createDirectories(home.data("inbox"));
        Files.createSymbolicLink(home.data("inbox/others"), others);
        Files.createSymbolicLink(home.data("inbox/up"), home.data("."));
        start();
        home.drop("z/last.png", TestPictures.encoded(8, 8, "png", 1));
        eventually("done", "z/last.png");
        eventually("outbox", "z/last.png");
        assertThat(others.resolve("kept.png")).exists();
    }

    @Test
    void different_pictures_never_replace_each_other_but_a_redo_replaces_its_own() throws IOException {
        start("loupe.format=png");
        byte[] first = TestPictures.encoded(10, 10, "jpg", 1);
        home.drop("a.jpg", first);
        eventually("outbox", "a.png");
        home.drop("a.png", TestPictures.encoded(12, 12, "png", 2));
        eventually("outbox", "a-2.png", "a.png");
        home.drop("a.jpg", TestPictures.encoded(14, 14, "jpg", 3));
        eventually("outbox", "a-2.png", "a-3.png", "a.png");
        eventually("done", "a-2.jpg", "a.jpg", "a.png");
        home.drop("a.jpg", first);
        await().atMost(Duration.ofSeconds(20)).until(() -> home.files("inbox").isEmpty());
        assertThat(home.files("outbox")).containsExactly("a-2.png", "a-3.png", "a.png");
        assertThat(TestPictures.decode(Files.readAllBytes(home.data("outbox/a.png"))).getWidth()).isEqualTo(30);
    }

    @Test
    void a_file_that_is_still_being_written_waits() throws Exception {
        start("loupe.folder.settle=1s");
        byte[] picture = TestPictures.encoded(60, 60, "png", 1);
        Path file = home.data("inbox/slow.png");
        Files.createDirectories(file.getParent());
        for (int end = 100; end < picture.length; end += Math.max(100, picture.length / 5)) {
            Files.write(file, Arrays.copyOf(picture, end));
            Path look = file;
            await().pollDelay(Duration.ofMillis(400)).until(() -> Files.exists(look));
        }
        Files.write(file, picture);
        eventually("outbox", "slow.png");
        assertThat(home.files("failed")).isEmpty();
    }

    @Test
    void a_pace_per_minute_is_kept() throws IOException {
        start("loupe.folder.per-minute=2");
        for (int i = 0; i < 5; i++) {
            home.drop(i + ".png", TestPictures.encoded(8, 8, "png", i));
        }
        await().atMost(Duration.ofSeconds(20)).until(() -> home.files("outbox").size() == 2);
        await().during(Duration.ofSeconds(2)).until(() -> home.files("outbox").size() == 2);
    }
}
