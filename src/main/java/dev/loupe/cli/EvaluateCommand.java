package dev.loupe.cli;

import dev.loupe.core.Core;
import dev.loupe.settings.Settings;
import dev.loupe.upscale.Option;
import dev.loupe.upscale.Options;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;

/** {@code loupe models evaluate}: the quality of a model, by the protocol of the super-resolution papers. */
@Command(name = "evaluate", mixinStandardHelpOptions = true, sortOptions = false,
        description = "Enlarges small pictures whose originals are known, and compares: PSNR in dB and SSIM on luma,"
                + " as many pixels left out at the border as the scale.")
final class EvaluateCommand implements Callable<Integer> {
    private final Cli cli;
    private CommandLine command;
    private PictureOptions pictureOptions;

    @CommandLine.Option(names = "--pairs", required = true, paramLabel = "DIR", arity = "1..*",
            description = "Folders of NAME_LR.png and NAME_HR.png, or with folders LR and HR;"
                    + " what lies below counts too.")
    private List<Path> folders;

    @CommandLine.Option(names = "--jpeg", paramLabel = "Q",
            description = "Compresses the small pictures first: JPEG of that quality, 1 to 100.")
    private int jpegQuality;

    @CommandLine.Option(names = "--json", description = "One JSON array instead of a table.")
    private boolean json;

    private EvaluateCommand(Cli cli) {
        this.cli = cli;
    }

    static CommandLine of(Cli cli) {
        EvaluateCommand evaluate = new EvaluateCommand(cli);
        evaluate.command = new CommandLine(evaluate);
        evaluate.pictureOptions = new PictureOptions(evaluate.command.getCommandSpec(),
                EnumSet.of(Option.MODEL, Option.ENGINE, Option.PRECISION, Option.ENSEMBLE));
        return evaluate.command;
    }

    @Override
    public Integer call() throws IOException {
        if (jpegQuality < 0 || jpegQuality > 100) {
            throw new ParameterException(command, "--jpeg is a quality from 1 to 100, not " + jpegQuality + ".");
        }
        Settings settings = cli.settings();
        Options options = pictureOptions.over(settings.options());
        List<Evaluation> evaluations = new ArrayList<>();
        try (Core core = cli.open(settings)) {
            for (Path folder : folders) {
                evaluations.addAll(Evaluation.of(core, pairs(folder), options, jpegQuality));
            }
        }
        print(evaluations);
        return 0;
    }

    private List<Pair> pairs(Path folder) throws IOException {
        List<Pair> pairs = Files.isDirectory(folder) ? Pair.find(folder) : List.of();
        if (pairs.isEmpty()) {
            throw new ParameterException(command, "There are no pairs in " + folder
                    + "; they are called NAME_LR.png and NAME_HR.png, or lie in folders LR and HR.");
        }
        return pairs;
    }

    private void print(List<Evaluation> evaluations) throws IOException {
        PrintWriter out = command.getOut();
        if (json) {
            out.println(Json.of(evaluations));
            return;
        }
        String form = "%-24s %5s %8s  %-18s %-24s %9s %7s";
        out.println(String.format(Locale.ROOT, form, "pairs", "scale", "pictures", "model", "engine", "PSNR (dB)",
                "SSIM"));
        for (Evaluation each : evaluations) {
            out.println(String.format(Locale.ROOT, form, each.folder(), "x" + each.scale(), each.pictures(),
                    each.model(),
                    each.engine() + " " + each.precision() + (each.ensemble() ? " ensemble" : ""),
                    String.format(Locale.ROOT, "%.3f", each.psnr()), String.format(Locale.ROOT, "%.4f", each.ssim())));
        }
    }
}
