package dev.loupe.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.BoundingBox;
import dev.loupe.codec.Codec;
import dev.loupe.codec.Header;
import dev.loupe.codec.ImageFormat;
import dev.loupe.raster.Size;
import dev.loupe.settings.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The page in a real Chromium, against a whole service: what can be done with a result. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CompareTest {
    @TempDir
    static Path folder;

    private Visitor visitor;
    private Home home;

    @BeforeAll
    void start() throws Exception {
        visitor = Visitor.start();
        home = new Home(folder, Map.of());
    }

    @AfterEach
    void leave() {
        visitor.leave();
    }

    @AfterAll
    void stop() throws Exception {
        if (home != null) {
            visitor.close();
            home.close();
        }
    }

    private Page compare(String name, int width, int height) {
        Page page = visitor.visit(home.url);
        visitor.add(name, Pictures.png(width, height));
        visitor.row(name).locator(".show").click();
        visitor.compares();
        return page;
    }

    private static void drag(Page page, double fromX, double toX, double y) {
        page.mouse().move(fromX, y);
        page.mouse().down();
        page.mouse().move(toX, y);
        page.mouse().up();
    }

    @Test
    void movesTheLineByMouseAndByKeys() {
        Page page = compare("slide.png", 60, 40);
        Locator split = page.getByLabel("Between before and after");
        assertThat(split).hasValue("50");
        BoundingBox stage = page.locator("#stage").boundingBox();

        drag(page, stage.x + stage.width / 2, stage.x + stage.width / 4, stage.y + stage.height / 2);
        assertThat(Double.parseDouble(split.inputValue())).isBetween(24.0, 26.0);
        assertThat(page.evaluate("getComputedStyle(document.querySelector('.pane.after')).clipPath"))
                .isEqualTo("inset(0px 0px 0px " + split.inputValue() + "%)");

        split.focus();
        page.keyboard().press("End");
        assertThat(split).hasAttribute("aria-valuetext", "100% before, the rest after");
    }

    @Test
    void zoomsToOnePixelPerPixelAndMovesThePicture() {
        Page page = compare("large.png", 700, 500);
        Locator after = page.locator("#after");
        page.locator("#zoom-one").click();
        assertThat(page.locator("#zoom-is")).hasText("100%");
        BoundingBox first = after.boundingBox();
        assertThat(first.width).isEqualTo(2100);

        page.locator("#stage").focus();
        page.keyboard().press("ArrowRight");
        assertThat(after.boundingBox().x).isEqualTo(first.x - 60);
        drag(page, 900, 950, 300);
        assertThat(after.boundingBox().x).isEqualTo(first.x - 10);

        page.keyboard().press("0");
        BoundingBox stage = page.locator("#stage").boundingBox();
        assertThat(after.boundingBox().width).isLessThanOrEqualTo(stage.width);
        assertThat(after.boundingBox().height).isLessThanOrEqualTo(stage.height);
    }

    @Test
    void downloadsAsPngJpgAndWebpUnderThePicturesName() throws Exception {
        Page page = compare("照片 1.png", 50, 20);
        Settings settings = Settings.load(folder.resolve("home"));
        Codec codec = new Codec(settings.limits(), settings.background());
        for (ImageFormat format : List.of(ImageFormat.PNG, ImageFormat.JPEG, ImageFormat.WEBP)) {
            String button = "#saves [data-format=" + (format == ImageFormat.JPEG ? "jpeg" : format.extension()) + "]";
            Download download = page.waitForDownload(() -> page.locator(button).click());
            Header header = codec.header(Files.readAllBytes(download.path()), download.suggestedFilename());
            assertThat(header.format()).isEqualTo(format);
            assertThat(header.size()).isEqualTo(new Size(150, 60));
            assertThat(download.suggestedFilename()).startsWith("照片 1").endsWith("." + format.extension());
        }
    }

    @Test
    void showsWhatCameInEvenWhereTheBrowserCannotReadIt() {
        Page page = visitor.visit(home.url);
        visitor.add("scan.tif", Pictures.tiff(30, 20));
        visitor.compares();
        page.waitForFunction("document.getElementById('before').naturalWidth === 30");
        assertThat(page.locator("#notes")).not().containsText("cannot show");
        assertThat(page.locator("#tag-after")).hasText("After · 90 × 60");
        assertThat((int) page.evaluate("document.getElementById('after').naturalWidth")).isEqualTo(90);
    }
}
