package dev.loupe;

import dev.loupe.core.Core;
import dev.loupe.settings.Settings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A whole service on a home of its own, with the bicubic engine for speed. */
abstract class WithFolder {
    static final String[] QUICK = {
        "loupe.engine=bicubic", "loupe.folder.settle=200ms", "loupe.folder.poll=100ms", "loupe.retry-delay=10ms"
    };

    @TempDir
    Path directory;

    TestHome home;
    Core core;
    AutoCloseable service;

    @BeforeEach
    void prepare() throws IOException {
        home = new TestHome(directory, QUICK);
    }

    @AfterEach
    void stop() throws Exception {
        if (service != null) {
            service.close();
            core.close();
            service = null;
        }
    }

    void start(String... more) throws IOException {
        String[] all = Arrays.copyOf(QUICK, QUICK.length + more.length);
        System.arraycopy(more, 0, all, QUICK.length, more.length);
        home.configure(all);
        App app = new App();
        core = app.open(Settings.load(home.path()));
        service = app.serve(core);
    }
}
