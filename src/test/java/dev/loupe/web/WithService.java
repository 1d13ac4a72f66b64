package dev.loupe.web;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A service that all tests of a class share, and a client that asks it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class WithService {
    static final byte[] PNG = Pictures.png(20, 10);

    @TempDir
    static Path folder;

    Home home;
    Client client;

    /** The service's settings. */
    abstract Map<String, String> keys() throws Exception;

    @BeforeAll
    void start() throws Exception {
        home = new Home(folder, keys());
        client = new Client(home.url);
    }

    @AfterEach
    void letGo() throws Exception {
        home.engine.failWith(null);
        home.engine.releaseAll();
    }

    @AfterAll
    void stop() throws Exception {
        home.close();
    }
}
