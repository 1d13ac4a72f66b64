package dev.loupe.engine.onednn;

import dev.loupe.engine.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.bytedeco.dnnl.dnnl_stream;

/**
 * A chain made ready for pictures of one width: primitives, memory and arguments, for any height. Made, used and closed
 * on the threads of a {@link Crew}; one picture at a time.
 */
final class Strip implements AutoCloseable {
    /** Where every tensor begins: a cache line. */
    static final int ALIGNMENT = 64;

    /** Sees the rows of f32 tensors that lie inside the picture; several threads call it at once. */
    interface Observer {
        void rows(int tensor, float[] values);
    }

    private final Schedule schedule;
    private final Chain chain;
    private final int width;
    private final Owned owned = new Owned();
    private final Sharing sharing;
    private final Ring[] rings;
    private final Rows[] rows;
    private final List<List<Kernel>> kernels = new ArrayList<>();
    private final Call[][][] calls;
    private final Gate[] gates;
    private Observer observer;

    Strip(Native natives, Constants constants, Schedule schedule, int width) {
        this.schedule = schedule;
        this.chain = schedule.chain();
        this.width = width;
        this.sharing = new Sharing(schedule);
        this.rings = new Ring[sharing.rings()];
        this.rows = new Rows[chain.tensors().size()];
        this.calls = new Call[schedule.workers()][chain.steps().size() + 1][];
        this.gates = new Gate[schedule.workers()];
        try {
            build(natives, constants);
        } catch (Throwable failed) {
            owned.close();
            throw failed;
        }
    }

    private void build(Native natives, Constants constants) {
        KernelMaker maker = new KernelMaker(natives, constants, schedule, sharing, width, owned);
        long scratch = 0;
        for (int number = 1; number <= chain.steps().size(); number++) {
            List<Kernel> step = maker.make(number);
            kernels.add(step);
            scratch = Math.max(scratch, step.stream().mapToLong(Kernel::scratch).max().orElse(0));
        }
        for (int worker = 0; worker < schedule.workers(); worker++) {
            long scribble = Native.allocate(owned, scratch + ALIGNMENT);
            dnnl_stream stream = natives.stream(owned);
            for (int number = 1; number <= kernels.size(); number++) {
                calls[worker][number] = kernels.get(number - 1).stream()
                        .map(kernel -> new Call(kernel, natives, stream, scribble, owned)).toArray(Call[]::new);
            }
            gates[worker] = new Gate(schedule, width);
        }
        place(Native.allocate(owned, bytes()));
    }

    private void place(long memory) {
        long next = memory;
        for (int number = 0; number < rings.length; number++) {
            rings[number] = sharing.ring(number, width, next);
            next += Sharing.bytes(rings[number]);
        }
        for (int tensor = 0; tensor < rows.length; tensor++) {
            if (sharing.ring(tensor) >= 0) {
                rows[tensor] = new Rows(rings[sharing.ring(tensor)], schedule.rows(tensor), schedule.delay(tensor));
            }
        }
    }

    int width() {
        return width;
    }

    /** What its tensors take. */
    long bytes() {
        return sharing.bytes(width);
    }

    Schedule schedule() {
        return schedule;
    }

    /** What oneDNN chose for each step. */
    List<String> implementations() {
        return kernels.stream().map(step -> step.stream().map(Kernel::implementation).distinct()
                .collect(Collectors.joining(" with "))).toList();
    }

    /** Shows what is computed to somebody from now on. */
    void observe(Observer newObserver) {
        observer = newObserver;
    }

    /**
     * Carries a picture through.
     *
     * @throws RuntimeException what {@code progress} throws or a worker fails with; the strip stays usable
     */
    void run(Source source, Sink sink, Crew crew, Progress progress) {
        for (int number = 0; number < rings.length; number++) {
            sharing.clearAbove(number, rings[number], new Cursor(), new Cursor());
        }
        Wavefront wavefront = new Wavefront(schedule, source.height());
        List<Future<?>> running = crew.start(worker -> wavefront.work(worker,
                (me, band, step) -> step(me, band, step, source, sink)));
        try {
            wavefront.await(progress);
        } finally {
            running.forEach(Crew::finish);
        }
        wavefront.rethrowFailure();
    }

    private void step(int worker, int band, int step, Source source, Sink sink) {
        Gate gate = gates[worker];
        if (step == 0) {
            gate.enter(band, source, rows[chain.picture()]);
        } else if (step == schedule.steps() - 1) {
            gate.leave(band, source.height(), rows[chain.result()], sink);
        } else {
            compute(worker, band, step, source.height());
        }
    }

    private void compute(int worker, int band, int step, int height) {
        int tensor = chain.steps().get(step - 1).output();
        Rows made = rows[tensor];
        Gate gate = gates[worker];
        int count = made.each();
        int above = Math.min(count, Math.max(0, -schedule.top(tensor, band)));
        int within = Math.max(0, Math.min(count, height * chain.tensor(tensor).zoom() - schedule.top(tensor, band)));
        if (above < within) {
            for (Call call : calls[worker][step]) {
                call.run(band, rows);
            }
            if (observer != null) {
                gate.show(band, tensor, above, within - above, made, observer);
            }
        }
        gate.clear(band, made, 0, above);
        gate.clear(band, made, Math.max(above, within), count - Math.max(above, within));
        gate.repeat(band, made);
    }

    @Override
    public void close() {
        owned.close();
    }
}
