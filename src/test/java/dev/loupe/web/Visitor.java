package dev.loupe.web;

import static org.assertj.core.api.Assertions.assertThat;

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
import dev.loupe.Needs;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Somebody who visits the page with the system's Chromium, one page at a time. */
final class Visitor implements AutoCloseable {
    private static final String CHROMIUM = "/usr/bin/chromium";

    private final List<String> complaints = new ArrayList<>();
    private final Playwright playwright;
    private final Browser browser;
    private BrowserContext context;
    private Page page;

    private Visitor(Playwright playwright) {
        this.playwright = playwright;
        this.browser = playwright.chromium()
                .launch(new BrowserType.LaunchOptions().setExecutablePath(Path.of(CHROMIUM)).setArgs(List.of(
                "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
                "--disable-component-update", "--disable-sync")));
    }

    /** Starts Chromium, or skips the test where there is none, or it does not start. */
    static Visitor start() {
        Needs.program(CHROMIUM);
        Needs.that("i".equals("I".toLowerCase()), "Playwright's own names do not survive the Turkish alphabet");
        PlaywrightAssertions.setDefaultAssertionTimeout(30_000); // a busy machine is no fault of the page
        Playwright playwright = null;
        try {
            playwright = Playwright.create(new Playwright.CreateOptions()
                    .setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
            return new Visitor(playwright);
        } catch (RuntimeException refused) {
            if (playwright != null) {
                playwright.close();
            }
            Needs.that(false, CHROMIUM + " does not start: " + refused.getMessage());
            throw refused;
        }
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
