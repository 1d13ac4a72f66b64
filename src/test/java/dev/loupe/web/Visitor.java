package dev.loupe.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.FilePayload;
import com.microsoft.playwright.options.ReducedMotion;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Somebody who visits the page with the system's Chromium, one page at a time. */
final class Visitor implements AutoCloseable {
    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");

    private final List<String> complaints = new ArrayList<>();
    private final Playwright playwright;
    private final Browser browser;
    private BrowserContext context;
    private Page page;

    private Visitor() {
        playwright = Playwright.create(new Playwright.CreateOptions()
                .setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        browser = playwright.chromium()
                .launch(new BrowserType.LaunchOptions().setExecutablePath(CHROMIUM).setArgs(List.of(
                "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
                "--disable-component-update", "--disable-sync")));
    }

    /** Starts Chromium, or skips the test where there is none. */
    static Visitor start() {
        require(Files.isExecutable(CHROMIUM), "there is no " + CHROMIUM);
        require("i".equals("I".toLowerCase()), "Playwright's own names do not survive the Turkish alphabet");
        PlaywrightAssertions.setDefaultAssertionTimeout(30_000); // a busy machine is no fault of the page
        return new Visitor();
    }

    /** Maven is silent about a whole class that is skipped. */
    private static void require(boolean met, String reason) {
        if (!met) {
            System.out.println("The page is not tested: " + reason + ".");
        }
        assumeTrue(met, reason);
    }

    Page visit(String url) {
        return visit(url, "en-US", ColorScheme.LIGHT, 1280, 800);
    }

    /** Leaves the page before this one. */
    Page visit(String url, String locale, ColorScheme scheme, int width, int height) {
        leave();
        context = browser.newContext(new Browser.NewContextOptions().setLocale(locale).setColorScheme(scheme)
                .setViewportSize(width, height).setReducedMotion(ReducedMotion.REDUCE));
        context.onConsoleMessage(message -> {
            // a refused picture is told on the page; that Chromium tells it on its console too is no fault
            if (message.type().equals("error") && !message.text().startsWith("Failed to load resource")) {
                complaints.add(message.text());
            }
        });
        context.onWebError(error -> complaints.add(error.error()));
        page = context.newPage();
        page.navigate(url);
        return page;
    }

    void add(String name, byte[] picture) {
        page.locator("#files").setInputFiles(new FilePayload(name, name.endsWith(".txt") ? "text/plain" : "image/png",
                picture));
    }

    Locator row(String name) {
        return page.locator(".picture", new Page.LocatorOptions().setHasText(name));
    }

    /** What the row of a picture says about it. */
    Locator line(String name) {
        return row(name).locator(".line");
    }

    /** The button of a picture's row that does this. */
    Locator button(String act, String name) {
        return row(name).getByRole(AriaRole.BUTTON,
                new Locator.GetByRoleOptions().setName(act + ": " + name).setExact(true));
    }

    /** Waits until before and after are seen. */
    void compares() {
        page.locator(".stage[data-state=done]").waitFor();
    }

    /** Expects that the page was quiet: no uncaught error, nothing that the content policy stopped. */
    void leave() {
        if (context != null) {
            context.close();
            context = null;
            assertThat(complaints).as("what the browser complained about").isEmpty();
        }
    }

    @Override
    public void close() {
        browser.close();
        playwright.close();
    }
}
