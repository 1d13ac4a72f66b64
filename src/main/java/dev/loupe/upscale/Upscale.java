package dev.loupe.upscale;

import dev.loupe.engine.Device;
import dev.loupe.engine.Engine;
import dev.loupe.engine.EngineInfo;
import dev.loupe.engine.EnginePool;
import dev.loupe.engine.Engines;
import dev.loupe.engine.Precision;
import dev.loupe.engine.Progress;
import dev.loupe.engine.Upscaled;
import dev.loupe.failure.Cancelled;
import dev.loupe.failure.Failed;
import dev.loupe.failure.Rejected;
import dev.loupe.model.Model;
import dev.loupe.model.ModelCatalog;
import dev.loupe.plan.Heap;
import dev.loupe.plan.Plan;
import dev.loupe.plan.Target;
import dev.loupe.raster.AreaAverage;
import dev.loupe.raster.Bleed;
import dev.loupe.raster.Channels;
import dev.loupe.raster.Depth;
import dev.loupe.raster.Raster;
import dev.loupe.raster.Size;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * Third step: pixels through the network, and to the size that was asked for. Thread-safe: engines are lent one by one.
 */
public final class Upscale {
    private final Engines engines;
    private final ModelCatalog models;

    public Upscale(Engines engines, ModelCatalog models) {
        this.engines = engines;
        this.models = models;
    }

    /**
     * @throws Rejected where the model or engine asked for cannot be had, or the result does not fit the heap
     * @throws Cancelled where the request's progress says so
     * @throws Failed where every device ran out of memory, or a library failed
     */
    public Enlarged apply(Prepared prepared) {
        Plan plan = prepared.plan();
        requireHeap(prepared);
        Options options = prepared.request().options();
        ModelChoice choice = ModelChoice.of(models, options.model(), prepared.source(), plan);
        EnginePool pool = engines.pool(choice.model(), options.engine(), precision(options, prepared.raster()));
        Work work = new Work(prepared, plan.resultIsSmaller());
        Raster upscaled = work.through(pool, choice.model());
        long start = System.nanoTime();
        Raster result = plan.result().equals(upscaled.size()) ? upscaled : AreaAverage.shrink(upscaled, plan.result());
        Timings timings = prepared.timings().with(Stage.QUEUE, work.waited)
                .with(Stage.UPSCALE, work.computed + System.nanoTime() - start);
        return new Enlarged(prepared.request(), result, prepared.format(),
                new Report(prepared.source(), plan, work.engine, choice.reason(), timings, List.copyOf(work.notes)));
    }

    /** The model that pictures without wishes of their own go through, most of the time. */
    public static Model usual(ModelCatalog models, Options options) {
        Target target = options.target() instanceof Target.Usual usual
                ? usual.among(ModelChoice.scales(models, options.model()))
                : options.target();
        OptionalInt scale = target instanceof Target.Scale wanted ? OptionalInt.of(wanted.factor())
                : OptionalInt.empty();
        return models.find(ModelChoice.family(options.model()), scale);
    }

    /** 16-bit pictures are worth 32-bit numbers, unless something else is asked for by name. */
    private static Optional<Precision> precision(Options options, Raster picture) {
        return picture.depth() == Depth.U16 ? options.precision().or(() -> Optional.of(Precision.F32))
                : options.precision();
    }

    private static void requireHeap(Prepared prepared) {
        Raster raster = prepared.raster();
        Plan plan = prepared.plan();
        long sample = (long) raster.layout().channels() * raster.depth().bytes();
        long means = prepared.request().options().ensemble()
                ? Ensemble.bytes(plan.prescaled(), plan.scale(), raster.layout(), raster.depth()) : 0;
        long needed = raster.bytes() + (plan.upscaled().pixels() + plan.result().pixels()) * sample + means;
        Heap.require("The result " + plan.upscaled(), needed, "choose a smaller scale");
    }

    /** The other engines of a pool. */
    private record Others(EnginePool pool, UnaryOperator<Engine> as, Size picture) implements TileLoop.Neighbours {
        @Override
        public int count() {
            return pool.infos().size() - 1;
        }

        @Override
        public boolean lendIdle(Consumer<Engine> work) {
            return pool.lendIdle(idle -> as.apply(idle).needed(picture), idle -> work.accept(as.apply(idle)));
        }
    }

    /** One picture's way through engines: what it waited, what it took, what is to be told. */
    private final class Work {
        private final Prepared prepared;
        private final UnaryOperator<Engine> as;
        private final List<String> notes = new ArrayList<>();
        private long waited;
        private long computed;
        private EngineInfo engine;

        Work(Prepared prepared, boolean resultIsSmaller) {
            this.prepared = prepared;
            this.as = prepared.request().options().ensemble() ? Ensemble::new : engine -> engine;
            prepared.source().part().ifPresent(part -> notes.add("only " + part + " is in the result"));
            if (resultIsSmaller) {
                notes.add("the result is smaller than the picture that came in,"
                        + " because oversize=prescale shrank it first");
            }
        }

        /** On one device of the pool after the other, as long as memory runs out; then on the processor. */
        Raster through(EnginePool pool, Model model) {
            Set<Device> full = new HashSet<>();
            Engine.OutOfMemory last = null;
            while (true) {
                try {
                    Optional<Raster> enlarged = on(pool, full);
                    if (enlarged.isPresent()) {
                        return enlarged.get();
                    }
                    break;
                } catch (Engine.OutOfMemory noRoom) {
                    last = noRoom;
                    full.add(engine.device());
                }
            }
            String devices = full.stream().map(Device::toString).sorted().collect(Collectors.joining(", "));
            Engine.OutOfMemory cause = last;
            EnginePool next = engines.after(pool, model).orElseThrow(() -> new Failed(
                    "There is no memory for even the smallest tile on " + devices + "; see loupe.memory.", cause));
            return through(next, model);
        }

        private Optional<Raster> on(EnginePool pool, Set<Device> without) {
            long asked = System.nanoTime();
            return pool.lend(without, lent -> as.apply(lent).needed(prepared.raster().size()), lent -> {
                long start = System.nanoTime();
                waited += start - asked;
                if (engine != null) {
                    notes.add(engine.device() + " could not do it, went on with " + lent.info().label());
                }
                engine = lent.info();
                try {
                    return told(enlarge(lent, pool));
                } finally {
                    computed += System.nanoTime() - start;
                }
            });
        }

        /** The report has the precision that was really used: the least exact, with a note where there are others. */
        private Raster told(Upscaled upscaled) {
            engine = engine.in(upscaled.precision());
            if (upscaled.precisions().size() > 1) {
                notes.add("parts were computed in " + upscaled.precisions().stream()
                        .filter(each -> each != upscaled.precision()).sorted().map(Precision::toString)
                        .collect(Collectors.joining(" and ")));
            }
            return upscaled.raster();
        }

        private Upscaled enlarge(Engine lent, EnginePool pool) {
            Raster picture = prepared.raster();
            TileLoop loop = new TileLoop(as.apply(lent), new Others(pool, as, picture.size()), notes::add);
            Progress progress = prepared.request().progress();
            if (!picture.layout().hasAlpha()) {
                return loop.enlarge(picture, progress);
            }
            Raster alpha = Channels.alpha(picture);
            if (Channels.isUniform(alpha)) {
                Upscaled colours = loop.enlarge(Channels.colours(picture), progress);
                Raster same = Channels.uniform(colours.raster().size(), alpha.depth(), alpha.sample(0, 0, 0));
                return new Upscaled(List.of(Channels.withAlpha(colours.raster(), same)), colours.precisions());
            }
            Upscaled colours = loop.enlarge(Channels.colours(Bleed.fill(picture)), done -> progress.report(done / 2));
            Upscaled shape = loop.enlarge(alpha, done -> progress.report(0.5 + done / 2));
            Set<Precision> precisions = EnumSet.copyOf(colours.precisions());
            precisions.addAll(shape.precisions());
            return new Upscaled(List.of(Channels.withAlpha(colours.raster(), shape.raster())), precisions);
        }
    }
}
