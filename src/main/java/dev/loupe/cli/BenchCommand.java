package dev.loupe.cli;

import dev.loupe.cli.Program.Reference;
import dev.loupe.codec.ImageFormat;
import dev.loupe.core.Core;
import dev.loupe.engine.Device;
import dev.loupe.engine.EngineInfo;
import dev.loupe.engine.EnginePool;
import dev.loupe.engine.EngineProvider.Unsupported;
import dev.loupe.engine.Precision;
import dev.loupe.engine.Progress;
import dev.loupe.engine.Upscaled;
import dev.loupe.failure.Rejected;
import dev.loupe.failure.Rejected.Reason;
import dev.loupe.model.Model;
import dev.loupe.model.OpenCvForm;
import dev.loupe.model.RandomModel;
import dev.loupe.model.graph.Cost;
import dev.loupe.model.graph.GraphFile;
import dev.loupe.raster.Layout;
import dev.loupe.raster.Raster;
import dev.loupe.raster.Size;
import dev.loupe.upscale.Option;
import dev.loupe.upscale.Options;
import dev.loupe.upscale.TileLoop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.EnumSet;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;

/** {@code loupe bench}: how long one network takes on one engine, in a process that does nothing else. */
@Command(name = "bench", mixinStandardHelpOptions = true, sortOptions = false,
        description = "Measures how long enlarging one picture takes, without reading and writing it.")
final class BenchCommand implements Callable<Integer> {
    private static final String REFERENCE = "reference";

    private final Cli cli;
    private CommandLine command;
    private PictureOptions pictureOptions;

    @CommandLine.Option(names = "--model", defaultValue = "edsr-light", paramLabel = "NAME",
            description = "A model, a family, or edsr-bBfFxS: random weights of B blocks and F features"
                    + " (${DEFAULT-VALUE}).")
    private String model;

    @CommandLine.Option(names = "--side", defaultValue = "512", paramLabel = "N",
            description = "Pixels on each side of the picture that is enlarged (${DEFAULT-VALUE}).")
    private int side;

    @CommandLine.Option(names = "--engine", defaultValue = "auto", paramLabel = "E",
            description = "As in enhance; or reference, OpenCV's own DnnSuperResImpl on the whole picture.")
    private String engine;

    @CommandLine.Option(names = "--runs", defaultValue = "3", paramLabel = "N",
            description = "How often it is measured, after one run to warm up (${DEFAULT-VALUE}).")
    private int runs;

    @CommandLine.Option(names = "--jpeg", paramLabel = "Q",
            description = "Encodes every result as well, as JPEG of that quality, 1 to 100.")
    private Integer jpeg;

    @CommandLine.Option(names = "--json", description = "One JSON object instead of a line of text.")
    private boolean json;

    private BenchCommand(Cli cli) {
        this.cli = cli;
    }

    static CommandLine of(Cli cli) {
        BenchCommand bench = new BenchCommand(cli);
        bench.command = new CommandLine(bench);
        bench.pictureOptions = new PictureOptions(bench.command.getCommandSpec(), EnumSet.of(Option.PRECISION));
        return bench.command;
    }

    @Override
    public Integer call() throws IOException {
        if (side < 1 || runs < 1) {
            throw new ParameterException(command, "--side and --runs are at least 1.");
        }
        if (jpeg != null && (jpeg < 1 || jpeg > 100)) {
            throw new ParameterException(command, "--jpeg is from 1 to 100.");
        }
        try (Core core = cli.open(cli.settings())) {
            Model network = RandomModel.isName(model)
                    ? passing(RandomModel.write(model, folder()))
                    : core.models().find(model, OptionalInt.empty());
            OptionalLong cost = Cost.multiplyAdds(GraphFile.read(network.file()).network());
            Measured.forgetPeak();
            Measured measured = engine.equals(REFERENCE) ? reference(core, network, cost) : engine(core, network, cost);
            command.getOut().println(json ? Json.of(measured) : measured.line());
        }
        return 0;
    }

    private Measured engine(Core core, Model network, OptionalLong cost) {
        Options options = pictureOptions.over(Option.ENGINE.set(core.settings().options(), engine));
        Raster picture = noise();
        long start = System.nanoTime();
        EnginePool pool = core.engines().pool(network, options.engine(), options.precision());
        double opened = Measured.millisecondsSince(start);
        return pool.lend(lent -> {
            TileLoop loop = new TileLoop(lent, TileLoop.Neighbours.NONE,
                    note -> command.getErr().println("loupe: " + note));
            Set<Precision> precisions = EnumSet.noneOf(Precision.class);
            double[] all = Measured.milliseconds(runs, () -> {
                Upscaled upscaled = loop.enlarge(picture, Progress.NONE);
                precisions.addAll(upscaled.precisions());
                encode(core, upscaled.raster());
            });
            return measured(network, lent.info().in(Collections.max(precisions)), opened, all, cost);
        });
    }

    private Measured reference(Core core, Model network, OptionalLong cost) throws IOException {
        Model readable = network.isOnnx() ? inOpenCvForm(network) : network;
        Raster picture = noise();
        long start = System.nanoTime();
        try (Reference reference = cli.reference(readable)) {
            double opened = Measured.millisecondsSince(start);
            double[] all = Measured.milliseconds(runs, () -> encode(core, reference.upsample(picture)));
            EngineInfo info = new EngineInfo(REFERENCE, network.name(), network.scale(), Device.CPU, Precision.F32, "");
            return measured(network, info, opened, all, cost);
        } catch (Unsupported unreadable) {
            throw new Rejected(Reason.UNSUPPORTED, unreadable.getMessage() + ".", unreadable);
        }
    }

    private void encode(Core core, Raster result) {
        if (jpeg != null) {
            core.codec().encode(result, ImageFormat.JPEG, jpeg);
        }
    }

    /** The same weights as a file that {@code DnnSuperResImpl} reads. */
    private static Model inOpenCvForm(Model network) throws IOException {
        Path file = folder().resolve(network.name() + ".pb");
        OpenCvForm.write(network, file);
        return passing(new Model(network.name(), network.family(), network.architecture(), network.scale(), file,
                network.sha256(), network.input(), network.receptiveRadius(), network.licence(), network.origin(),
                network.measured()));
    }

    private Measured measured(Model network, EngineInfo info, double opened, double[] all, OptionalLong cost) {
        double median = Measured.median(all);
        Double tflops = cost.isEmpty() ? null : 2.0 * cost.getAsLong() * side * side / (median * 1e9);
        return new Measured(network.name(), side, info.provider(), info.device().toString(),
                info.precision().toString(),
                info.version(), runs, opened, median, all, tflops, Measured.peakBytes());
    }

    /** Of so little contrast that no engine takes it for dither, which it would compute in a more exact precision. */
    private Raster noise() {
        byte[] samples = new byte[Math.multiplyExact(Math.multiplyExact(side, side), 3)];
        new Random(1).nextBytes(samples);
        for (int i = 0; i < samples.length; i++) {
            samples[i] = (byte) (96 + (samples[i] & 63));
        }
        return Raster.of(new Size(side, side), Layout.BGR, samples);
    }

    private static Path folder() throws IOException {
        Path folder = Files.createTempDirectory("loupe-bench-");
        folder.toFile().deleteOnExit();
        return folder;
    }

    /** A model whose file is gone with this process, also when that is interrupted. */
    private static Model passing(Model model) {
        model.file().toFile().deleteOnExit();
        return model;
    }
}
