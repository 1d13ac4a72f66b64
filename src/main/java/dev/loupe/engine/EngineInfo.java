package dev.loupe.engine;

/**
 * What really runs: nothing here is what was merely asked for.
 *
 * @param precision what most pictures are computed in; {@link Upscaled} has the one of a picture at hand
 * @param version names library and natives
 */
public record EngineInfo(
        String provider, String model, int scale, Device device, Precision precision, String version) {
    /** The same engine where it computed in {@code other}. */
    public EngineInfo in(Precision other) {
        return new EngineInfo(provider, model, scale, device, other, version);
    }

    /** For example {@code opencv:cpu f32}. */
    public String label() {
        return provider + ":" + device + " " + precision;
    }
}
