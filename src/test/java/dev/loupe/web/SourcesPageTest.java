package dev.loupe.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page in a real Chromium, where sources are configured. */
class SourcesPageTest {
    @TempDir
    private Path folder;

    @Test
    void tellsHowFarEachSourceIsAndWhatHoldsItUp() throws Exception {
        Path scans = Files.createDirectories(folder.resolve("scans"));
        for (int i = 0; i < 3; i++) {
            Files.write(scans.resolve(i + ".png"), Pictures.png(24, 16));
        }
        Files.writeString(scans.resolve("letter.png"), "Dear all,");
        Map<String, String> keys = new HashMap<>(Map.of("loupe.sources.at-once", "1"));
        source(keys, 0, "type", "folder", "name", "scans", "directory", scans.toString(), "poll", "500ms");
        source(keys, 1, "type", "ftp", "name", "glass plates of the archive at the other end of town".replace(' ', '-'),
                "host", "127.0.0.1", "port", Integer.toString(closedPort()), "user", "nobody", "password", "none",
                "directory", "/srv/plates");
        try (Visitor visitor = Visitor.start(); Home home = new Home(folder, keys)) {
            home.engine.hold();
            Page page = visitor.visit(home.url);
            Locator first = page.locator(".source").first();
            assertThat(first.locator(".numbers")).hasText(Pattern.compile("0 done .*left.*"));
            assertThat(first.locator(".state")).hasText("Working");
            assertThat(first.locator(".where")).hasText("scans");
            assertThat(first.locator("progress")).hasAttribute("aria-label", "How far scans is");
            Locator second = page.locator(".source").last();
            assertThat(second.locator(".state")).hasText("Interrupted");
            assertThat(second.locator(".why")).containsText("refuses connections");
            assertThat(second).containsText("Tried again by itself at ");
            home.engine.releaseAll();
            assertThat(first.locator(".numbers")).hasText("3 done · 1 failed");
            assertThat(first.locator(".state")).hasText("Nothing left");
            for (ColorScheme scheme : ColorScheme.values()) {
                page = visitor.visit(home.url, "zh-CN", scheme, 390, 844);
                assertThat(page.locator(".source .numbers").first()).hasText("完成 3 · 失败 1");
                assertThat(page.evaluate("document.scrollingElement.scrollWidth")).isEqualTo(390);
            }
            visitor.leave();
        }
    }

    private static void source(Map<String, String> keys, int number, String... pairs) {
        keys.put("loupe.sources[" + number + "].settle", "0ms");
        for (int i = 0; i < pairs.length; i += 2) {
            keys.put("loupe.sources[" + number + "]." + pairs[i], pairs[i + 1]);
        }
    }

    private static int closedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
