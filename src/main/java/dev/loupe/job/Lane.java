package dev.loupe.job;

import java.util.Locale;

/** Which of the two queues a job waits in: somebody is looking at the screen, or nobody is. */
public enum Lane {
    INTERACTIVE,
    BULK;

    /** The queue's name at the broker. */
    public String queue() {
        return "loupe-" + name().toLowerCase(Locale.ROOT);
    }
}
