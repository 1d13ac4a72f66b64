package dev.loupe.engine.onednn;

import org.bytedeco.dnnl.global.dnnl;

/** oneDNN has no primitive for a step; said when a network is opened. */
final class NotOffered extends RuntimeException {
    private NotOffered(Step step) {
        super("oneDNN offers nothing for " + step.node() + " (" + step.getClass().getSimpleName() + ")");
    }

    /** Turns a status other than success into what it means for a step. */
    static void check(Step step, int status) {
        if (status == dnnl.dnnl_unimplemented || status == dnnl.dnnl_invalid_arguments) {
            throw new NotOffered(step);
        }
        Native.check(status, "primitive for " + step.node());
    }
}
