package dev.loupe.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loupe.model.Model;
import dev.loupe.model.ModelCatalog;
import dev.loupe.raster.Size;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Networks that together want more memory than their device has. */
class MemoryBudgetTest {
    private static final long BUDGET = 100;

    private final ModelCatalog models = ModelCatalog.load(Path.of("models"));
    private final Scripted provider = new Scripted("scripted");
    private final ExecutorService others = Executors.newCachedThreadPool();
    private Engines engines;

    @BeforeEach
    void open(@TempDir Path folder) {
        engines = new Engines(List.of(provider), new Measurements(folder.resolve("measurements.properties")));
        provider.budget = BUDGET;
        provider.kept = 40;
        provider.perPixel = 1;
    }

    @AfterEach
    void close() {
        others.shutdownNow();
        engines.close();
    }

    private EnginePool pool(int scale) {
        Model model = models.find("edsr-light-x" + scale, OptionalInt.empty());
        return engines.pool(model, EngineChoice.parse("scripted"), Optional.empty());
    }

    private static boolean lend(EnginePool pool, int pixels, Runnable work) {
        return pool.lend(Set.of(), engine -> engine.needed(new Size(pixels, 1)), engine -> {
            work.run();
            return true;
        }).orElse(false);
    }

    /** A picture of so many pixels that is done when the latch falls; returns when it is being worked on. */
    private Future<Boolean> working(EnginePool pool, int pixels, CountDownLatch until) throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        Future<Boolean> work = others.submit(() -> lend(pool, pixels, () -> {
            begun.countDown();
            await(until);
        }));
        await(begun);
        return work;
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    private static void done(Future<Boolean> work) throws Exception {
        assertThat(work.get(60, TimeUnit.SECONDS)).isTrue();
    }

    /** A picture that is not begun, because something else must end before it. */
    private Future<Boolean> waiting(EnginePool pool, int pixels, Runnable work) {
        List<Thread> thread = new ArrayList<>();
        Future<Boolean> waiting = others.submit(() -> {
            thread.add(Thread.currentThread());
            return lend(pool, pixels, work);
        });
        Awaitility.await().until(() -> !thread.isEmpty() && thread.get(0).getState() == Thread.State.WAITING);
        return waiting;
    }

    @Test
    void aThirdNetworkClosesTheOneThatWasUsedLeastRecently() {
        EnginePool two = pool(2);
        EnginePool three = pool(3);
        lend(two, 1, () -> {});
        EnginePool four = pool(4);
        assertThat(provider.closed).containsExactly("edsr-light-x3");
        assertThat(engines.open()).containsExactlyInAnyOrder(two, four);

        lend(three, 1, () -> {});
        assertThat(provider.closed).containsExactly("edsr-light-x3", "edsr-light-x2");
        assertThat(pool(3)).isSameAs(three);
        assertThat(engines.open()).containsExactlyInAnyOrder(three, four);
    }

    @Test
    void aLargePictureClosesWhatIsIdleAndNotWhatWorks() throws Exception {
        EnginePool two = pool(2);
        EnginePool three = pool(3);
        lend(two, 90, () -> {});
        assertThat(provider.closed).containsExactly("edsr-light-x3");

        CountDownLatch end = new CountDownLatch(1);
        Future<Boolean> working = working(three, 50, end);
        EnginePool four = pool(4);
        assertThat(provider.closed).containsExactly("edsr-light-x3", "edsr-light-x2");
        assertThat(engines.open()).containsExactlyInAnyOrder(three, four);
        end.countDown();
        done(working);
    }

    @Test
    void picturesOfTwoNetworksWorkTogetherWhereThereIsRoomForBoth() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        Future<Boolean> two = working(pool(2), 50, end);
        Future<Boolean> three = working(pool(3), 50, end);
        end.countDown();
        done(two);
        done(three);
        assertThat(provider.closed).isEmpty();
    }

    @Test
    void aPictureWithoutRoomWaitsUntilAnotherIsDoneAndSmallerOnesBehindItDo() throws Exception {
        EnginePool two = pool(2);
        EnginePool three = pool(3);
        CountDownLatch end = new CountDownLatch(1);
        Future<Boolean> first = working(two, 60, end);
        List<String> order = new ArrayList<>();
        Future<Boolean> large = waiting(three, 80, () -> order.add("large"));
        provider.kept = 0;
        EnginePool four = pool(4);
        Future<Boolean> small = waiting(four, 30, () -> order.add("small"));
        assertThat(order).isEmpty();
        end.countDown();
        done(first);
        done(large);
        done(small);
        assertThat(order).containsExactly("large", "small");
    }

    @Test
    void aPictureLargerThanAllTheMemoryPassesAlone() {
        assertThat(lend(pool(2), 1000, () -> {})).isTrue();
    }

    @Test
    void manyThreadsAndNetworksInLittleMemoryAllGetThrough() throws Exception {
        List<Future<Boolean>> all = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            int scale = 2 + i % 3;
            int pixels = 10 + 17 * i % 100;
            all.add(others.submit(() -> lend(pool(scale), pixels, Thread::yield)));
        }
        for (Future<Boolean> each : all) {
            done(each);
        }
        assertThat(provider.opened.size() - provider.closed.size()).isEqualTo(engines.open().size())
                .isBetween(1, 2);
    }
}
