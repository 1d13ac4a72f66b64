package dev.loupe.engine.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loupe.engine.Progress;
import dev.loupe.failure.Cancelled;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who waits for whom. */
class WavefrontTest {
    private static final int HEIGHT = 50;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Schedule schedule;
    private final Set<List<Integer>> done = ConcurrentHashMap.newKeySet();

    WavefrontTest() throws Exception {
        schedule = new Schedule(Compiler.compile(Drawn.edsr(3, 8, 2, 1), Drawn.PLAIN), 4, 3);
    }

    @AfterEach
    void stop() {
        threads.shutdown();
    }

    private void run(Progress progress, Wavefront.Body body) throws Exception {
        Wavefront wavefront = new Wavefront(schedule, HEIGHT);
        List<Future<?>> running = new ArrayList<>();
        for (int worker = 0; worker < 3; worker++) {
            int number = worker;
            running.add(threads.submit(() -> wavefront.work(number, body)));
        }
        try {
            wavefront.await(progress);
        } finally {
            for (Future<?> one : running) {
                one.get();
            }
        }
        wavefront.rethrowFailure();
    }

    @Test
    void doesEveryStepOfEveryBandAfterTheBandBefore() throws Exception {
        List<Double> heard = new ArrayList<>();
        run(heard::add, (worker, band, step) -> {
            if (band > 0) {
                assertThat(done).contains(List.of(band - 1, step));
            }
            if (step > 0) {
                assertThat(done).contains(List.of(band, step - 1));
            }
            done.add(List.of(band, step));
        });
        assertThat(done).hasSize(schedule.bands(HEIGHT) * schedule.steps());
        assertThat(heard).hasSize(schedule.bands(HEIGHT)).isSorted().endsWith(1.0);
    }

    @Test
    void endsWithWhatAWorkerFailedWith() {
        assertThatThrownBy(() -> run(Progress.NONE, (worker, band, step) -> {
            if (band == 4 && step == 3) {
                throw new IllegalStateException("broken");
            }
        })).isInstanceOf(IllegalStateException.class).hasMessage("broken");
    }

    @Test
    void stopsTheWorkersWhenTheListenerHasEnough() {
        assertThatThrownBy(() -> run(part -> {
            throw new Cancelled("enough");
        }, (worker, band, step) -> done.add(List.of(band, step)))).isInstanceOf(Cancelled.class);
        assertThat(done.size()).isLessThanOrEqualTo(schedule.bands(HEIGHT) * schedule.steps());
    }
}
