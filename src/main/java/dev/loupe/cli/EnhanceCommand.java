package dev.loupe.cli;

import dev.loupe.codec.Bytes;
import dev.loupe.codec.ImageFormat;
import dev.loupe.core.Core;
import dev.loupe.engine.EngineProvider;
import dev.loupe.failure.LoupeException;
import dev.loupe.failure.Rejected;
import dev.loupe.plan.Limits;
import dev.loupe.settings.Settings;
import dev.loupe.upscale.Option;
import dev.loupe.upscale.Options;
import dev.loupe.upscale.Request;
import dev.loupe.upscale.Result;
import dev.loupe.upscale.Upscale;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** {@code loupe enhance}: files and folders of pictures, one after the other, without a service. */
@Command(name = "enhance", mixinStandardHelpOptions = true, sortOptions = false,
        description = "Enlarges pictures. What is not given is as configured in config/application.properties.")
final class EnhanceCommand implements Callable<Integer> {
    private final Cli cli;
    private CommandLine command;
    private PictureOptions pictureOptions;

    @Parameters(paramLabel = "INPUT", arity = "1..*", description = "Pictures, and folders of pictures.")
    private List<Path> inputs;

    @CommandLine.Option(names = {"-o", "--out"}, required = true, paramLabel = "OUT",
            description = "The folder for the results, which keep their place in it; with one picture also a file.")
    private Path out;

    private EnhanceCommand(Cli cli) {
        this.cli = cli;
    }

    static CommandLine of(Cli cli) {
        EnhanceCommand enhance = new EnhanceCommand(cli);
        enhance.command = new CommandLine(enhance);
        CommandSpec spec = enhance.command.getCommandSpec();
        enhance.pictureOptions = new PictureOptions(spec, EnumSet.allOf(Option.class));
        return enhance.command;
    }

    @Override
    public Integer call() throws IOException {
        Settings settings = cli.settings();
        Options options = withFormatOf(out, pictureOptions.over(settings.options()));
        List<Input> pictures = Input.find(inputs, out, none -> command.getErr().println("loupe: " + none
                + " is left out: it is neither a file nor a link to one."));
        if (pictures.isEmpty()) {
            command.getErr().println("loupe: there is no picture in " + inputs.get(0) + ".");
            return 1;
        }
        try (Core core = cli.open(settings)) {
            requireKnown(core, options);
            return enlarge(core, options, pictures);
        }
    }

    private int enlarge(Core core, Options options, List<Input> pictures) throws IOException {
        int failed = 0;
        try (Output output = output(pictures);
                Display display = new Display(command.getOut(), command.getErr(), "Enlarging", pictures.size())) {
            for (Input picture : pictures) {
                display.begin(picture.place().toString());
                try {
                    Result result = core.pipeline().apply(read(core, picture, options, display));
                    display.done(picture.file() + " -> " + output.write(picture, result.picture()) + ": "
                            + result.report());
                } catch (IOException | RuntimeException | OutOfMemoryError fault) {
                    display.failed("loupe: " + picture.file() + ": " + reason(fault));
                    failed++;
                }
            }
        }
        if (failed > 0 && pictures.size() > 1) {
            command.getErr().println("loupe: " + failed + " of " + pictures.size() + " pictures failed.");
        }
        return failed == 0 ? 0 : 1;
    }

    private static Request read(Core core, Input picture, Options options, Display display) throws IOException {
        return new Request(picture.file().toString(), bytes(picture.file(), core.settings().limits()), options,
                display::report);
    }

    /** A file is left where it is until it is decoded; a pipe or a device can be read only once, and may never end. */
    private static Bytes bytes(Path file, Limits limits) throws IOException {
        file.getFileSystem().provider().checkAccess(file, AccessMode.READ);
        if (Files.isRegularFile(file)) {
            return new Bytes.InFile(file);
        }
        try (InputStream in = Files.newInputStream(file)) {
            return new Bytes.InMemory(in.readNBytes((int) Math.min(Integer.MAX_VALUE, limits.maxBytes() + 1)));
        }
    }

    private static String reason(Throwable fault) {
        if (fault instanceof LoupeException) {
            return fault.getMessage();
        }
        if (fault instanceof IOException unreadable) {
            return Faults.reason(unreadable) + ".";
        }
        if (fault instanceof OutOfMemoryError) {
            return "there is not enough Java heap; give it more with LOUPE_JAVA_OPTS=-Xmx8g, for example.";
        }
        LoggerFactory.getLogger(EnhanceCommand.class).error("This is a fault of Loupe's; please report it.", fault);
        return fault.toString();
    }

    /**
     * A folder named, or about to be, by OUT; or one file, where there is one picture and OUT is called like a picture.
     */
    private Output output(List<Input> pictures) throws IOException {
        if (!namesFile()) {
            return new Output(out, null, pictures);
        }
        if (inputs.size() > 1 || Files.isDirectory(inputs.get(0))) {
            throw new ParameterException(command, out + " is a file; several pictures need a folder.");
        }
        if (Files.exists(out) && Files.isSameFile(out, inputs.get(0))) {
            throw new ParameterException(command,
                    out + " is the input, which is never overwritten; choose another name.");
        }
        return new Output(out.toAbsolutePath().getParent(), out, pictures);
    }

    private boolean namesFile() {
        return !Files.isDirectory(out) && (Files.exists(out) || format(out).isPresent());
    }

    /** A file's name says its format; an option may not say another. */
    private Options withFormatOf(Path out, Options options) {
        Optional<ImageFormat> named = namesFile() ? format(out) : Optional.empty();
        if (named.isEmpty()) {
            return options;
        }
        if (pictureOptions.isGiven(Option.FORMAT) && !options.format().equals(named)) {
            throw new ParameterException(command,
                    out + " is called like a " + named.get() + ", but --format says otherwise.");
        }
        return Option.FORMAT.set(options, named.get().name());
    }

    private static Optional<ImageFormat> format(Path file) {
        String name = String.valueOf(file.getFileName());
        return name.contains(".") ? ImageFormat.named(Input.extension(name)) : Optional.empty();
    }

    /** A model or an engine that nobody knows is wrong usage once, not a fault of every picture. */
    private void requireKnown(Core core, Options options) {
        try {
            Upscale.usual(core.models(), options);
        } catch (Rejected unknown) {
            throw new ParameterException(command, unknown.getMessage(), unknown);
        }
        List<String> engines = core.engines().providers().stream().map(EngineProvider::name).toList();
        options.engine().provider().filter(name -> !engines.contains(name)).ifPresent(unknown -> {
            throw new ParameterException(command,
                    "There is no engine '" + unknown + "'; there are " + String.join(", ", engines) + ".");
        });
    }
}
