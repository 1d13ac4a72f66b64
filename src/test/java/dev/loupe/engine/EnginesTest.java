package dev.loupe.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loupe.failure.Cancelled;
import dev.loupe.failure.Rejected;
import dev.loupe.model.Model;
import dev.loupe.model.ModelCatalog;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which engines are opened, once, and who waits for whom. */
class EnginesTest {
    private static final EngineChoice FIRST = EngineChoice.parse("first");

    private final ModelCatalog models = ModelCatalog.load(Path.of("models"));
    private final Model two = models.find("edsr-light-x2", OptionalInt.empty());
    private final Model three = models.find("edsr-light-x3", OptionalInt.empty());
    private final Scripted first = new Scripted("first");
    private final Scripted second = new Scripted("second");
    private final ExecutorService others = Executors.newCachedThreadPool();
    private final List<Engines> made = new ArrayList<>();

    @TempDir
    Path folder;

    private Engines engines() {
        Engines engines = new Engines(List.of(first, second),
                new Measurements(folder.resolve("measurements.properties")));
        made.add(engines);
        return engines;
    }

    @AfterEach
    void close() {
        others.shutdownNow();
        made.forEach(Engines::close);
    }

    private static <T> T soon(Future<T> future) throws Exception {
        return future.get(60, TimeUnit.SECONDS);
    }

    /** Opening {@code model} waits until the second latch falls; the first falls when it begins. */
    private void hold(Model model, CountDownLatch begun, CountDownLatch goOn) {
        first.opening = each -> {
            if (each.equals(model)) {
                begun.countDown();
                try {
                    assertThat(goOn.await(60, TimeUnit.SECONDS)).isTrue();
                } catch (InterruptedException interrupted) {
                    throw new AssertionError(interrupted);
                }
            }
        };
    }

    @Test
    void aNetworkIsOpenOnceHoweverItWasAskedFor() {
        Engines engines = engines();
        EnginePool pool = engines.pool(two, FIRST, Optional.empty());
        assertThat(engines.pool(two, EngineChoice.parse("first:cpu"), Optional.empty())).isSameAs(pool);
        assertThat(engines.pool(two, FIRST, Optional.of(Precision.F32))).isSameAs(pool);
        assertThat(engines.pool(two, FIRST, Optional.of(Precision.BF16))).isNotSameAs(pool);
        assertThat(first.opened).hasSize(2);
        assertThat(engines.open()).hasSize(2);
    }

    @Test
    void aPrecisionThatTheEngineChoosesIsTheOneThatIsOpenAlready() {
        Engines engines = engines();
        EnginePool named = engines.pool(two, FIRST, Optional.of(Precision.F32));
        assertThat(engines.pool(two, FIRST, Optional.empty())).isSameAs(named);
        assertThat(engines.pool(two, FIRST, Optional.empty())).isSameAs(named);
        assertThat(first.closed).hasSize(1);
        assertThat(engines.open()).containsExactly(named);
    }

    @Test
    void otherNetworksAndTheHealthReportDoNotWaitForOneThatIsBeingOpened() throws Exception {
        Engines engines = engines();
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        hold(two, begun, goOn);
        Future<EnginePool> slow = others.submit(() -> engines.pool(two, EngineChoice.AUTO, Optional.empty()));
        assertThat(begun.await(60, TimeUnit.SECONDS)).isTrue();

        EnginePool other = soon(others.submit(() -> engines.pool(three, EngineChoice.AUTO, Optional.empty())));
        assertThat(other.info().model()).isEqualTo(three.name());
        assertThat(soon(others.submit(engines::open))).containsExactly(other);
        assertThat(slow).isNotDone();

        goOn.countDown();
        assertThat(soon(slow).info().model()).isEqualTo(two.name());
    }

    @Test
    void whoAsksForANetworkThatIsBeingOpenedGetsTheSame() throws Exception {
        Engines engines = engines();
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        hold(two, begun, goOn);
        Future<EnginePool> one = others.submit(() -> engines.pool(two, FIRST, Optional.empty()));
        assertThat(begun.await(60, TimeUnit.SECONDS)).isTrue();
        List<Thread> asking = new ArrayList<>();
        List<Future<EnginePool>> more = new ArrayList<>();
        for (String choice : List.of("first", "first:cpu")) {
            more.add(others.submit(() -> {
                asking.add(Thread.currentThread());
                return engines.pool(two, EngineChoice.parse(choice), Optional.empty());
            }));
            Awaitility.await().until(() -> asking.size() == more.size()
                    && asking.get(more.size() - 1).getState() == Thread.State.WAITING);
        }
        goOn.countDown();
        for (Future<EnginePool> each : more) {
            assertThat(soon(each)).isSameAs(soon(one));
        }
        assertThat(first.opened).containsExactly(two.name());
    }

    @Test
    void whoWaitsForAnOpeningThatIsCancelledOpensItHimself() throws Exception {
        Engines engines = engines();
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        hold(two, begun, goOn);
        Consumer<Model> held = first.opening;
        first.opening = model -> {
            first.opening = again -> {};
            held.accept(model);
            throw new Cancelled("no longer wanted");
        };
        Future<EnginePool> cancelled = others.submit(() -> engines.pool(two, FIRST, Optional.empty()));
        assertThat(begun.await(60, TimeUnit.SECONDS)).isTrue();
        AtomicReference<Thread> asking = new AtomicReference<>();
        Future<EnginePool> waiting = others.submit(() -> {
            asking.set(Thread.currentThread());
            return engines.pool(two, FIRST, Optional.empty());
        });
        Awaitility.await().until(() -> asking.get() != null && asking.get().getState() == Thread.State.WAITING);
        goOn.countDown();
        assertThat(soon(waiting).infos()).hasSize(1);
        assertThatThrownBy(() -> soon(cancelled)).hasCauseInstanceOf(Cancelled.class);
    }

    @Test
    void whatCannotBeOpenedIsTriedAgainWhenSomebodyAsksAgain() {
        Engines engines = engines();
        first.opening = model -> {
            throw new Engine.OutOfMemory("no room at all", null);
        };
        assertThatThrownBy(() -> engines.pool(two, FIRST, Optional.empty())).isInstanceOf(Rejected.class)
                .hasMessageContaining("first:cpu: no room at all");
        assertThat(engines.open()).isEmpty();
        first.opening = model -> {};
        assertThat(engines.pool(two, FIRST, Optional.empty()).info().provider()).isEqualTo("first");
    }

    @Test
    void theFastestIsMeasuredOncePerMachineWhereAllCouldTakePart() {
        assertThat(engines().pool(two, EngineChoice.AUTO, Optional.empty()).infos()).hasSize(1);
        assertThat(first.opened.size() + second.opened.size()).as("two to measure, one to keep").isEqualTo(3);
        assertThat(engines().pool(two, EngineChoice.AUTO, Optional.empty()).infos()).hasSize(1);
        assertThat(first.opened.size() + second.opened.size()).isEqualTo(4);
    }

    @Test
    void whatWasFastestWhileOneHadNoMemoryIsMeasuredAgainAtTheNextStart() {
        first.opening = model -> {
            throw new Engine.OutOfMemory("a tile needs 14 MB, and loupe.memory allows 0 MB", null);
        };
        Engines short_ = engines();
        assertThat(short_.pool(two, EngineChoice.AUTO, Optional.empty()).info().provider()).isEqualTo("second");
        assertThat(short_.pool(two, EngineChoice.AUTO, Optional.empty()).info().provider()).isEqualTo("second");
        assertThat(second.opened).as("measured once in this process").hasSize(2);

        first.opening = model -> {};
        engines().pool(two, EngineChoice.AUTO, Optional.empty());
        assertThat(first.opened).as("took part").isNotEmpty();
    }

    @Test
    void whatWasFastestWhileOneDidNotLoadIsMeasuredAgainWhenItLoads() {
        first.availability = new Availability.Unavailable("its library does not load");
        assertThat(engines().pool(two, EngineChoice.AUTO, Optional.empty()).info().provider()).isEqualTo("second");
        engines().pool(two, EngineChoice.AUTO, Optional.empty());
        assertThat(second.opened).as("remembered").hasSize(3);

        first.availability = new Availability.Ready("test");
        engines().pool(two, EngineChoice.AUTO, Optional.empty());
        assertThat(first.opened).as("took part").isNotEmpty();
    }
}
