package dev.loupe.engine;

/** What really runs: nothing here is what was merely asked for. {@code version} names library and natives. */
public record EngineInfo(
        String provider, String model, int scale, Device device, Precision precision, String version) {
    /** For example {@code opencv:cpu f32}. */
    public String label() {
        return provider + ":" + device + " " + precision;
    }
}
