package dev.loupe.camel;

/** Names on messages that are not options; options are named by {@link dev.loupe.upscale.Option#header()}. */
public final class Headers {
    /** What the picture is called in messages and the log. */
    public static final String NAME = "LoupeName";

    public static final String MODEL_USED = "LoupeModelUsed";
    public static final String ENGINE_USED = "LoupeEngineUsed";
    public static final String DEVICE_USED = "LoupeDeviceUsed";
    public static final String PRECISION_USED = "LoupePrecisionUsed";
    public static final String INPUT_SIZE = "LoupeInputSize";
    public static final String RESULT_SIZE = "LoupeResultSize";
    public static final String RESULT_EXTENSION = "LoupeResultExtension";
    public static final String MILLISECONDS = "LoupeMilliseconds";
    public static final String NOTES = "LoupeNotes";

    private Headers() {}
}
