package dev.loupe.camel;

/** Names on messages that are not options; options are named by {@link dev.loupe.upscale.Option#header()}. */
final class Headers {
    /** What the picture is called in messages and the log. */
    static final String NAME = "LoupeName";

    static final String MODEL_USED = "LoupeModelUsed";
    static final String ENGINE_USED = "LoupeEngineUsed";
    static final String DEVICE_USED = "LoupeDeviceUsed";
    static final String PRECISION_USED = "LoupePrecisionUsed";
    static final String INPUT_SIZE = "LoupeInputSize";
    static final String RESULT_SIZE = "LoupeResultSize";
    static final String RESULT_EXTENSION = "LoupeResultExtension";
    static final String MILLISECONDS = "LoupeMilliseconds";
    static final String NOTES = "LoupeNotes";

    private Headers() {}
}
