package dev.loupe.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The page in a real Chromium, against a whole service: what becomes of a picture that is added. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PageTest {
    @TempDir
    static Path folder;

    private Visitor visitor;
    private Map<String, String> keys;
    private Home home;

    @BeforeAll
    void start() throws Exception {
        visitor = Visitor.start();
        keys = Map.of("loupe.limits.max-pixels-in", "1m", "loupe.limits.max-pixels-out", "4m",
                "loupe.http.port", Integer.toString(Home.freePort()));
        home = new Home(folder, keys);
    }

    @AfterEach
    void leave() {
        home.engine.releaseAll();
        visitor.leave();
    }

    @AfterAll
    void stop() throws Exception {
        if (home != null) {
            visitor.close();
            home.close();
        }
    }

    @Test
    void showsHowFarAPictureIsAndThenBothOfThem() {
        home.engine.hold();
        Page page = visitor.visit(home.url);
        visitor.add("half.png", Pictures.png(40, 30));

        home.engine.release(5);
        assertThat(visitor.line("half.png")).containsText("Enlarging, 50%");
        assertThat((double) page.evaluate("document.querySelector('.pill progress').value")).isEqualTo(0.5);
        home.engine.releaseAll();

        visitor.compares();
        assertThat(page.locator("#tag-before")).hasText("Before · 40 × 30");
        assertThat(page.locator("#tag-after")).hasText("After · 120 × 90");
        assertThat(page.locator("#facts")).containsText("held CPU");
        assertThat(page.locator("#status-what")).containsText("held · CPU");
        assertThat(page.locator("#status-queue")).hasText("queue empty");
        assertThat(page.locator("#sources")).isHidden();
    }

    @Test
    void saysWhatIsWrongInASentenceOfTheBrowsersLanguage() {
        visitor.visit(home.url);
        visitor.add("panorama.png", Pictures.png(1500, 1000));
        visitor.add("notes.txt", "words".getBytes(StandardCharsets.UTF_8));
        assertThat(visitor.line("panorama.png"))
                .hasText("The picture has 1.5 megapixels; the limit is 1 megapixel. Shrink it, or cut it into pieces.");
        assertThat(visitor.line("notes.txt")).containsText("This is no picture that can be read.");

        visitor.visit(home.url, "zh-CN", ColorScheme.LIGHT, 1280, 800);
        visitor.add("cut.png", Arrays.copyOf(Pictures.png(300, 200), 400));
        visitor.add("panorama.png", Pictures.png(1500, 1000));
        assertThat(visitor.line("cut.png")).containsText("文件已损坏或不完整");
        assertThat(visitor.line("panorama.png")).hasText("图片有 150万像素，上限为 100万像素。请缩小图片，或裁成几块。");
    }

    @Test
    void offersWhatHelpsWhereTheResultWouldBeTooLarge() {
        Page page = visitor.visit(home.url);
        visitor.add("poster.png", Pictures.png(900, 700));
        assertThat(page.locator(".end .why")).hasText(
                "The result would have 5.67 megapixels; the limit is 4 megapixels. Choose a smaller scale, or “Quick”.");
        page.getByLabel("2×").check();
        page.locator(".end").getByText("Try with the settings chosen now").click();
        visitor.compares();
        assertThat(page.locator("#tag-after")).hasText("After · 1800 × 1400");
    }

    @Test
    void cancelsTriesAgainAndRemoves() {
        home.engine.hold();
        Page page = visitor.visit(home.url);
        visitor.add("long.png", Pictures.png(30, 30));
        page.locator(".picture[data-state=running]").waitFor();
        visitor.button("Cancel", "long.png").click();
        assertThat(visitor.line("long.png")).hasText("Cancelled");
        home.engine.releaseAll();
        visitor.button("Try again", "long.png").click();
        visitor.compares();

        visitor.button("Remove", "long.png").click();
        assertThat(visitor.row("long.png")).hasCount(0);
        page.locator("#undo").click();
        assertThat(visitor.row("long.png")).hasCount(1);
        visitor.button("Remove", "long.png").click();
        page.reload();
        page.locator("#status[data-lamp=ready]").waitFor();
        assertThat(visitor.row("long.png")).hasCount(0);
    }

    @Test
    void showsTheSamePicturesAfterAReloadAndARestart() throws Exception {
        Page page = visitor.visit(home.url);
        visitor.add("kept.png", Pictures.png(32, 24));
        visitor.compares();
        String address = page.url();
        page.reload();
        visitor.compares();
        assertThat(page.url()).isEqualTo(address);

        home.close();
        home = new Home(folder, keys);
        page.reload();
        visitor.row("kept.png").locator(".show").click();
        visitor.compares();
        assertThat(page.locator("#tag-after")).hasText("After · 96 × 72");
    }

    @Test
    void takesPicturesThatAreDroppedAndPasted() {
        Page page = visitor.visit(home.url);
        page.evaluate("""
                bytes => {
                  const files = new DataTransfer();
                  files.items.add(new File([Uint8Array.from(atob(bytes), c => c.charCodeAt(0))], 'image.png',
                          { type: 'image/png' }));
                  dispatchEvent(new DragEvent('dragenter', { dataTransfer: files }));
                  dispatchEvent(new DragEvent('drop', { dataTransfer: files, cancelable: true }));
                  dispatchEvent(new ClipboardEvent('paste', { clipboardData: files, cancelable: true }));
                }""", Base64.getEncoder().encodeToString(Pictures.png(16, 16)));
        assertThat(visitor.line("image.png")).containsText("48 × 48");
        assertThat(visitor.line("Pasted picture")).containsText("48 × 48");
    }

    @Test
    void showsAPictureOnceThoughTheListTellsOfItBeforeItsOwnAnswer() {
        Page page = visitor.visit(home.url);
        assertThat(page.evaluate("""
                import('/pictures.js').then(({ Picture, Pictures }) => {
                  const pictures = new Pictures();
                  const picture = new Picture('key', { name: 'once.png', state: 'stored' });
                  const job = { id: 'one', name: 'once.png', state: 'done', created: '2026-01-01T00:00:00Z' };
                  const counts = [];
                  const count = () => counts.push(pictures.all.length);
                  pictures.add(picture);
                  pictures.merge([job], performance.now(), true);
                  count();
                  pictures.accept(picture, job);
                  pictures.merge([job], performance.now(), true);
                  count();
                  pictures.merge([job, { ...job, id: 'two' }], performance.now(), true);
                  count();
                  return counts.join();
                })""")).isEqualTo("1,1,2");
    }

    @Test
    void asksForAKeyAndGoesOnWithACookieThatItCannotRead(@TempDir Path another) throws Exception {
        byte[] hash = MessageDigest.getInstance("SHA-256").digest("sesame".getBytes(StandardCharsets.UTF_8));
        try (Home locked = new Home(another, Map.of("loupe.http.keys", "ali:" + HexFormat.of().formatHex(hash)))) {
            Page page = visitor.visit(locked.url);
            page.locator("#key").fill("open");
            page.locator("#key").press("Enter");
            assertThat(page.locator("#lock-fault")).containsText("This key is not known here.");
            page.locator("#key").fill("sesame");
            page.locator("#key").press("Enter");
            assertThat(page.locator("#lock")).isHidden();

            visitor.add("treasure.png", Pictures.png(20, 20));
            visitor.compares();
            assertThat(page.evaluate("document.cookie")).isEqualTo("");
            visitor.leave();
        }
    }

    @Test
    void fitsANarrowScreenAndBothThemes() {
        List<Object> papers = new ArrayList<>();
        for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            Page page = visitor.visit(home.url, "en-US", scheme, 390, 844);
            visitor.add("a picture whose name is much longer than a narrow screen could ever show.png",
                    Pictures.png(64, 48));
            visitor.compares();
            assertThat(page.evaluate("document.scrollingElement.scrollWidth")).isEqualTo(390);
            papers.add(page.evaluate("getComputedStyle(document.body).backgroundColor"));
        }
        assertThat(papers).doesNotHaveDuplicates();
    }

    @Test
    void saysEverythingInBothLanguagesAndNamesEveryControl() {
        Page page = visitor.visit(home.url, "zh-CN", ColorScheme.LIGHT, 1280, 800);
        visitor.add("名字.png", Pictures.png(20, 20));
        visitor.compares();
        assertThat(page.locator("html")).hasAttribute("lang", "zh-Hans");
        assertThat(page.evaluate("""
                Promise.all([import('/en.js'), import('/zh.js')])
                  .then(texts => texts.map(({ default: all }) => Object.keys(all).sort().join()))
                  .then(([en, zh]) => en === zh ? 'the same' : en + ' or ' + zh)""")).isEqualTo("the same");
        assertThat((List<?>) page.evaluate("""
                [...document.querySelectorAll('button, a, input, select, progress, [role=group]')]
                  .filter(node => !(node.ariaLabel || node.textContent.trim() || node.labels?.length))
                  .map(node => node.outerHTML)""")).isEmpty();
    }
}
