package dev.loupe.cli;

import dev.loupe.failure.Rejected;
import dev.loupe.upscale.Option;
import dev.loupe.upscale.Options;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.ISetter;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/** The options for one picture, each spelt as {@link Option} spells it; what is not given stays as configured. */
final class PictureOptions {
    /** Each says how large the result shall be, so one excludes the others. */
    private static final Set<Option> TARGETS = Set.of(Option.SCALE, Option.LONG_SIDE, Option.SIZE);

    private final CommandSpec spec;
    private final Map<Option, String> given = new EnumMap<>(Option.class);

    /** Adds the options to a command. */
    PictureOptions(CommandSpec spec, Set<Option> options) {
        this.spec = spec;
        options.forEach(option -> spec.addOption(OptionSpec.builder("--" + option.option())
                .type(option == Option.ENSEMBLE ? boolean.class : String.class)
                .paramLabel(option.name())
                .description(explain(option) + ": " + option.form() + ".")
                .setter(setter(option))
                .build()));
    }

    private ISetter setter(Option option) {
        return new ISetter() {
            @Override
            public <T> T set(T value) {
                if (value == null) {
                    given.remove(option); // picocli resets what an earlier parse has set
                } else {
                    given.put(option, value.toString());
                }
                return value;
            }
        };
    }

    /** The configured options with the given ones over them; wrong usage where one cannot be read or two disagree. */
    Options over(Options configured) {
        List<Option> targets = given.keySet().stream().filter(TARGETS::contains).toList();
        if (targets.size() > 1) {
            throw new ParameterException(spec.commandLine(), "--" + targets.get(0).option() + " and --"
                    + targets.get(1).option() + " cannot both decide how large the result is; give one of them.");
        }
        Options options = configured;
        for (Map.Entry<Option, String> entry : given.entrySet()) {
            try {
                options = entry.getKey().set(options, entry.getValue());
            } catch (Rejected unreadable) {
                throw new ParameterException(spec.commandLine(), unreadable.getMessage(), unreadable);
            }
        }
        return options;
    }

    boolean isGiven(Option option) {
        return given.containsKey(option);
    }

    private static String explain(Option option) {
        return switch (option) {
            case SCALE -> "How many times wider and higher";
            case LONG_SIDE -> "The result's longer side";
            case SIZE -> "The box the result shall fill, in proportion";
            case MODEL -> "The network ('loupe models' lists them)";
            case ENGINE -> "What computes";
            case PRECISION -> "The numbers it computes in";
            case OVERSIZE -> "What happens beyond --max-side";
            case MAX_SIDE -> "The longest side that --oversize lets pass";
            case FORMAT -> "The result's format";
            case QUALITY -> "For JPEG and WebP";
            case ENSEMBLE -> "The mean over the picture's eight orientations, for eight times the work";
        };
    }
}
