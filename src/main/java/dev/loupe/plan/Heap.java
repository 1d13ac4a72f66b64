package dev.loupe.plan;

import dev.loupe.failure.Rejected;
import dev.loupe.failure.Rejected.Limit;
import dev.loupe.failure.Rejected.Reason;

/** The Java heap as a limit: what could never fit is refused at once, instead of being waited for. */
public final class Heap {
    /** What governs it. */
    public static final String KEY = "LOUPE_JAVA_OPTS";
    /** Of the heap, what pictures may take; the rest is for everything else. */
    private static final double SHARE = 0.9;

    private Heap() {}

    /**
     * @param what begins the sentence, "The picture 9000x9000" for example
     * @param bytes that it takes at once
     * @param otherwise ends the sentence: what else can be done
     * @throws Rejected where there is no such heap
     */
    public static void require(String what, long bytes, String otherwise) {
        long heap = Runtime.getRuntime().maxMemory();
        if (bytes > heap * SHARE) {
            throw new Rejected(Reason.TOO_MANY_PIXELS, what + " needs about " + (bytes >> 20)
                    + " MB of Java heap; there are " + (heap >> 20) + ". Give it more with " + KEY + "=-Xmx"
                    + ((bytes >> 30) + 2) + "g, or " + otherwise + ".", new Limit(KEY, heap, bytes));
        }
    }
}
