package dev.loupe.engine;

/** Where a network runs: the processor, or one of the CUDA devices counted from 0; in a choice also all of those. */
public record Device(Kind kind, int index) {
    public enum Kind {
        CPU,
        CUDA
    }

    public static final Device CPU = new Device(Kind.CPU, 0);

    /** Every CUDA device there is; only in an {@link EngineChoice}. */
    public static final Device ALL_CUDA = new Device(Kind.CUDA, -1);

    public static Device cuda(int index) {
        return new Device(Kind.CUDA, index);
    }

    /** {@code cpu}, {@code cuda} for all of them, or {@code cuda:N}. */
    @Override
    public String toString() {
        return kind == Kind.CPU ? "cpu" : index < 0 ? "cuda" : "cuda:" + index;
    }
}
