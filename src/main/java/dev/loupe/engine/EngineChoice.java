package dev.loupe.engine;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code loupe.engine} names: {@code auto}, a provider, or a provider and its device.
 *
 * @param provider empty for {@code auto}
 * @param device empty where the provider may choose among its own
 */
public record EngineChoice(Optional<String> provider, Optional<Device> device) {
    public static final EngineChoice AUTO = new EngineChoice(Optional.empty(), Optional.empty());

    private static final Pattern FORM = Pattern.compile("([a-z0-9]+)(?::(cpu|cuda)(?::(\\d{1,3}))?)?");

    /**
     * Reads {@code auto}, {@code opencv}, {@code opencv:cpu}, {@code opencv:cuda} (all there are) or {@code
     * opencv:cuda:1}.
     */
    public static EngineChoice parse(String text) {
        String lower = text.strip().toLowerCase(Locale.ROOT);
        if (lower.equals("auto")) {
            return AUTO;
        }
        Matcher form = FORM.matcher(lower);
        if (!form.matches() || "cpu".equals(form.group(2)) && form.group(3) != null) {
            throw new IllegalArgumentException("'" + text
                    + "' is not an engine; write auto, bicubic, opencv, opencv:cpu,"
                    + " opencv:cuda, opencv:cuda:N, onednn or onednn:cpu");
        }
        Optional<Device> device = Optional.ofNullable(form.group(2)).map(kind ->
                kind.equals("cpu") ? Device.CPU
                        : form.group(3) == null ? Device.ALL_CUDA : Device.cuda(Integer.parseInt(form.group(3))));
        return new EngineChoice(Optional.of(form.group(1)), device);
    }

    public boolean isAuto() {
        return provider.isEmpty();
    }

    @Override
    public String toString() {
        return provider.map(name -> device.map(d -> name + ":" + d).orElse(name)).orElse("auto");
    }
}
