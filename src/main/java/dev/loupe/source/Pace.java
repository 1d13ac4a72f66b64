package dev.loupe.source;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.function.LongSupplier;

/**
 * Holds a source to so many bytes, or pictures, a second, evenly: each waits until those before it have had their time.
 * Safe for several threads.
 */
public final class Pace {
    private static final double NANOS = 1e9;
    /** A piece takes a tenth of a second at most, so that the rate is even. */
    private static final int PIECES = 10;

    private final double perSecond;
    private final LongSupplier clock;
    private final Rest rest;
    private long free;

    /** Waits so many nanoseconds; true where the wait was ended, because nothing is to be transferred any more. */
    @FunctionalInterface
    public interface Rest {
        boolean ended(long nanos);
    }

    /**
     * @param perSecond infinite where there is no limit
     * @param clock nanoseconds since whenever
     */
    public Pace(double perSecond, LongSupplier clock, Rest rest) {
        this.perSecond = perSecond;
        this.clock = clock;
        this.rest = rest;
        this.free = clock.getAsLong();
    }

    /** The most bytes to hand over at once. */
    public int piece() {
        return (int) Math.max(1, Math.min(Integer.MAX_VALUE, perSecond / PIECES));
    }

    /** Returns when so many may pass. */
    public void take(int count) throws InterruptedIOException {
        long wait;
        synchronized (this) {
            long now = clock.getAsLong();
            long begin = Math.max(now, free);
            free = begin + (long) (count * NANOS / perSecond);
            wait = begin - now;
        }
        if (wait > 0 && rest.ended(wait)) {
            throw new InterruptedIOException("The transfer ends, because the service is stopping.");
        }
    }

    /** What is written to it arrives in {@code out} at this pace; closing it closes {@code out}. */
    public OutputStream into(OutputStream out) {
        return new FilterOutputStream(out) {
            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                for (int done = 0; done < length; ) {
                    int piece = Math.min(piece(), length - done);
                    take(piece);
                    out.write(bytes, offset + done, piece);
                    done += piece;
                }
            }

            @Override
            public void write(int one) throws IOException {
                take(1);
                out.write(one);
            }
        };
    }
}
