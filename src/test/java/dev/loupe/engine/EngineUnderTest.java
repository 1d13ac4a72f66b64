package dev.loupe.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.loupe.model.Model;
import dev.loupe.raster.Raster;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.opentest4j.TestAbortedException;

/** The engine of one contract test: which it is, what may be expected of it, and its life. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class EngineUnderTest {
    Engine engine;
    private String skipped;
    Model model;

    protected abstract EngineProvider provider();

    protected abstract Model model();

    protected Device device() {
        return Device.CPU;
    }

    /** How far the middle of a flat picture's result may be from it, of 255: trained networks are not exact. */
    protected int flatness() {
        return 2;
    }

    /** The stored result of another implementation to agree with, or null where there is none. */
    protected String golden() {
        return null;
    }

    /** Random weights keep nothing flat. */
    protected boolean isTrained() {
        return true;
    }

    /** A network whose results depend on the very edge of its receptive field. */
    protected Model farSighted(Path folder) {
        return FarSight.in(folder);
    }

    /** Of the tiles of a cut picture, each how manyth is looked at: 1 for all, more where the network is slow. */
    protected int everyTile() {
        return 1;
    }

    /** 16-bit steps that a result may be off: 5 are a fiftieth of an 8-bit step. */
    protected int finesse() {
        return 5;
    }

    /** 16-bit steps that rounding to 8 bits may cost: half an 8-bit step each way. */
    protected int roundingOfEightBits() {
        return 130;
    }

    /** A precision that neither the provider nor the device has. */
    protected Precision unsupported() {
        return Precision.INT8;
    }

    @BeforeAll
    void open() throws Exception {
        try {
            model = model();
            engine = newEngine();
        } catch (TestAbortedException absent) {
            skipped = absent.getMessage();
        }
    }

    /** Here and not before all tests, so that each of them is counted as skipped, with the reason. */
    @BeforeEach
    void skip() {
        assumeTrue(skipped == null, skipped);
    }

    @AfterAll
    void close() {
        if (engine != null) {
            engine.close();
        }
    }

    final Engine newEngine() throws Exception {
        Availability availability = provider().probe(device());
        if (device().kind() == Device.Kind.CUDA && availability instanceof Availability.Unavailable unavailable) {
            Assumptions.abort("skipped: " + unavailable.reason());
        }
        assertThat(availability).isInstanceOf(Availability.Ready.class);
        return provider().open(model, device(), Optional.empty());
    }

    final Raster upscale(Raster picture) {
        return upscale(engine, picture);
    }

    static Raster upscale(Engine engine, Raster picture) {
        return engine.upscale(List.of(picture), Progress.NONE).raster();
    }
}
