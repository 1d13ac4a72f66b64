package dev.loupe.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.loupe.App;
import dev.loupe.Needs;
import dev.loupe.TestHome;
import dev.loupe.TestPictures;
import dev.loupe.settings.Settings;
import dev.loupe.store.Database;
import dev.loupe.work.WorkHistory;
import dev.loupe.work.WorkItem;
import dev.loupe.work.WorkItem.State;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A whole campaign from an FTP server, while Loupe is killed and the server ends, again and again: every good picture
 * has exactly one result and the right one, every bad file is set aside with its reason, and nothing on the server has
 * changed. bench/campaign.sh runs a longer one.
 */
@Tag("slow")
class CampaignTest {
    private static final int FILES = Integer.getInteger("loupe.campaign.files", 300);
    private static final int KILLS = Integer.getInteger("loupe.campaign.kills", 2);
    private static final int OUTAGES = Integer.getInteger("loupe.campaign.outages", 2);
    private static final Duration PATIENCE = Duration.ofSeconds(60 + FILES);

    @TempDir
    private Path folder;

    private final Random random = new Random(7);
    private final Map<String, byte[]> good = new TreeMap<>();
    private final Map<String, byte[]> bad = new TreeMap<>();
    private TestHome home;
    private Process service;

    @AfterEach
    void end() {
        if (service != null) {
            service.destroyForcibly();
        }
    }

    @Test
    void whatever_dies_every_picture_comes_out_once_and_every_bad_file_is_explained() throws Exception {
        Needs.unicodeNames();
        try (FtpSite site = FtpSite.plain(folder.resolve("site"))) {
            plant(site);
            home = new TestHome(folder.resolve("home"), configuration(site));
            Set<Integer> kills = moments(KILLS, 0);
            Set<Integer> outages = moments(OUTAGES, 1);
            long began = System.nanoTime();
            start();
            for (int moment = 1; moment <= KILLS + OUTAGES; moment++) {
                int ended = FILES * moment / (KILLS + OUTAGES + 1);
                eventuallyEnded(ended);
                if (kills.contains(moment)) {
                    service.destroyForcibly().waitFor();
                    start();
                }
                if (outages.contains(moment)) {
                    site.stop();
                    site.start();
                }
            }
            eventuallyEnded(FILES);
            System.out.printf("%d files, %d kills, %d outages: %.0f s%n", FILES, kills.size(), outages.size(),
                    (System.nanoTime() - began) / 1e9);
            service.destroy();
            service.waitFor();
            everythingIsThereOnce();
            sourcesAreUntouched(site);
        }
    }

    /** Both kinds of death take turns while both are left. */
    private Set<Integer> moments(int count, int first) {
        Set<Integer> moments = new TreeSet<>();
        int both = Math.min(KILLS, OUTAGES);
        for (int i = 0; i < count; i++) {
            moments.add(i < both ? 2 * i + 1 + first : both * 2 + 1 + i - both);
        }
        return moments;
    }

    private void plant(FtpSite site) throws IOException {
        for (int i = 0; i < FILES; i++) {
            String name = String.format("18%02d/Tafel %04d \u00fc.png", i % 17, i);
            byte[] picture = TestPictures.encoded(16 + random.nextInt(17), 16 + random.nextInt(17), "png", i);
            if (i % 20 == 3) {
                bad.put(name, broken(picture, i / 20));
            } else {
                good.put(name, picture);
            }
        }
        Map<String, byte[]> all = new TreeMap<>(good);
        all.putAll(bad);
        for (Map.Entry<String, byte[]> file : all.entrySet()) {
            Archive.put(site.file("scans/" + file.getKey()), file.getValue());
        }
    }

    private static byte[] broken(byte[] picture, int kind) {
        return switch (kind % 3) {
            case 0 -> "Dear all,".getBytes(StandardCharsets.UTF_8);
            case 1 -> Arrays.copyOf(picture, picture.length / 2);
            default -> new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10, 0, 0, 0, 13, 'I', 'H', 'D', 'R'};
        };
    }

    private static String[] configuration(FtpSite site) {
        return new String[] {"loupe.engine=bicubic", "loupe.folder.enabled=false", "loupe.retry-delay=100ms",
            "loupe.http.management.port=0", "loupe.crash-attempts=100", "loupe.sources[0].type=ftp",
            "loupe.sources[0].name=archive",
            "loupe.sources[0].host=" + FtpSite.HOST, "loupe.sources[0].port=" + site.port(),
            "loupe.sources[0].user=" + FtpSite.USER, "loupe.sources[0].password=" + FtpSite.PASSWORD,
            "loupe.sources[0].directory=scans", "loupe.sources[0].poll=1s", "loupe.sources[0].settle=0ms",
            "loupe.sources[0].timeout=5s"};
    }

    private void start() throws IOException {
        service = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx256m",
                "-XX:TieredStopAtLevel=1", "-Dfile.encoding=UTF-8", "-cp", System.getProperty("java.class.path"),
                App.class.getName(), "run", "--home", home.path().toString()).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("out.txt").toFile())).start();
    }

    private void eventuallyEnded(int count) {
        // a file may be renamed while it is counted
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(100))
                .ignoreExceptionsInstanceOf(UncheckedIOException.class).until(() -> {
            assertThat(service.isAlive()).as(Files.readString(folder.resolve("out.txt"))).isTrue();
            return results().size() + failures().size() >= count;
        });
    }

    private List<String> results() {
        return home.files("outbox/archive").stream().filter(name -> !name.contains(".loupe-")).toList();
    }

    private List<String> failures() {
        return home.files("failed/archive").stream().filter(name -> name.endsWith(".json")).toList();
    }

    private void everythingIsThereOnce() throws IOException {
        assertThat(home.files("outbox/archive")).containsExactlyElementsOf(good.keySet());
        for (Map.Entry<String, byte[]> file : good.entrySet()) {
            BufferedImage original = TestPictures.decode(file.getValue());
            BufferedImage result = TestPictures.decode(Files.readAllBytes(home.data("outbox/archive/"
                    + file.getKey())));
            assertThat(result.getWidth()).isEqualTo(3 * original.getWidth());
            assertThat(result.getHeight()).isEqualTo(3 * original.getHeight());
            assertThat(difference(original, result)).as(file.getKey()).isLessThan(20);
        }
        Set<String> aside = new TreeSet<>();
        bad.keySet().forEach(name -> aside.addAll(List.of(name, name + ".json")));
        assertThat(home.files("failed/archive")).containsExactlyElementsOf(aside);
        for (Map.Entry<String, byte[]> file : bad.entrySet()) {
            assertThat(home.data("failed/archive/" + file.getKey())).hasBinaryContent(file.getValue());
            assertThat(home.data("failed/archive/" + file.getKey() + ".json")).content()
                    .containsPattern("\"reason\" : \"[A-Z_]+\"");
        }
        assertThat(home.files("samples/archive")).hasSize(2 * 24);
        try (Database database = new Database(Settings.load(home.path()).jdbcUrl())) {
            List<WorkItem> items = new WorkHistory(database)
                    .list(Optional.empty(), Optional.empty(), Long.MAX_VALUE, 2 * FILES);
            assertThat(items).hasSize(FILES).extracting(WorkItem::path).doesNotHaveDuplicates();
            assertThat(items).filteredOn(entry -> entry.state() == State.DONE).hasSize(good.size());
            assertThat(items).filteredOn(entry -> entry.state() == State.FAILED).hasSize(bad.size());
        }
    }

    /** The mean difference per sample between the original's pixels and those in the middle of theirs in the result. */
    private static double difference(BufferedImage original, BufferedImage result) {
        long sum = 0;
        for (int y = 0; y < original.getHeight(); y++) {
            for (int x = 0; x < original.getWidth(); x++) {
                int one = original.getRGB(x, y);
                int other = result.getRGB(3 * x + 1, 3 * y + 1);
                for (int shift = 0; shift < 24; shift += 8) {
                    sum += Math.abs((one >> shift & 255) - (other >> shift & 255));
                }
            }
        }
        return sum / (3.0 * original.getWidth() * original.getHeight());
    }

    private void sourcesAreUntouched(FtpSite site) throws IOException {
        Map<String, byte[]> all = new TreeMap<>(good);
        all.putAll(bad);
        try (var files = Files.walk(site.root())) {
            assertThat(files.filter(Files::isRegularFile)).hasSize(all.size());
        }
        for (Map.Entry<String, byte[]> file : all.entrySet()) {
            assertThat(site.file("scans/" + file.getKey())).hasBinaryContent(file.getValue());
        }
    }
}
