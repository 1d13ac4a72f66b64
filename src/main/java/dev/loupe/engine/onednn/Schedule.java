package dev.loupe.engine.onednn;

import dev.loupe.engine.onednn.Step.Shuffle;
import java.util.Arrays;
import java.util.List;

/**
 * Which rows each step makes in each band, and how many rows of each tensor are kept.
 *
 * <p>A band brings {@code rows} picture rows. A convolution of radius r cannot make the last r rows that it was
 * brought, so its result lags r rows behind: in band k a tensor with delay d receives its rows {@code k * rows - d} up
 * to, not including, {@code (k + 1) * rows - d} (all times its zoom). A reader that lags further behind, or needs rows
 * above, reaches back {@code history} rows before those. A tensor is a ring of slots, one per band, long enough that a
 * slot is written anew only after every reader of it is done with it; {@link Wavefront} waits where that is not yet so.
 *
 * <p>Steps are numbered from 1; 0 is the way in, {@code steps + 1} the way out. Immutable.
 */
final class Schedule {
    private final Chain chain;
    private final int rows;
    private final int workers;
    private final int[] delay;
    private final int[] history;
    private final int[] made;
    private final int[] lastRead;

    /**
     * @param rows picture rows per band, at least 1; rounded up to what {@link Winograd} needs
     * @param workers threads that carry bands at the same time
     */
    Schedule(Chain chain, int rows, int workers) {
        this.chain = chain;
        this.rows = (rows + Winograd.rows(chain) - 1) / Winograd.rows(chain) * Winograd.rows(chain);
        this.workers = workers;
        int count = chain.tensors().size();
        delay = new int[count];
        history = new int[count];
        made = new int[count];
        lastRead = new int[count];
        Arrays.fill(made, -1);
        made[chain.picture()] = 0;
        List<Step> steps = chain.steps();
        for (int i = 0; i < steps.size(); i++) {
            place(steps.get(i), i + 1);
        }
        lastRead[chain.result()] = steps.size() + 1;
    }

    private void place(Step step, int number) {
        int lag = 0;
        for (Step.Read read : step.reads()) {
            lag = Math.max(lag, delay[read.tensor()] + read.radius());
        }
        for (Step.Read read : step.reads()) {
            history[read.tensor()] = Math.max(history[read.tensor()], lag + read.radius() - delay[read.tensor()]);
            lastRead[read.tensor()] = number;
        }
        delay[step.output()] = step instanceof Shuffle shuffle ? lag * shuffle.block() : lag;
        made[step.output()] = number;
    }

    Chain chain() {
        return chain;
    }

    int rows() {
        return rows;
    }

    int workers() {
        return workers;
    }

    /** Steps with the way in and the way out. */
    int steps() {
        return chain.steps().size() + 2;
    }

    /** Rows one band adds to a tensor. */
    int rows(int tensor) {
        return rows * chain.tensor(tensor).zoom();
    }

    /** The first row of a tensor that a band adds; below 0 above the picture. */
    int top(int tensor, int band) {
        return band * rows(tensor) - delay[tensor];
    }

    /** How many rows before the band's own rows of {@code tensor} a step begins to read that makes {@code output}. */
    int back(Step step, Step.Read read) {
        int lag = step instanceof Shuffle ? delay[read.tensor()] : delay[step.output()];
        return lag + read.radius() - delay[read.tensor()];
    }

    /** Rows kept before the ones of the band at hand. */
    int history(int tensor) {
        return history[tensor];
    }

    /** Whether anything makes and reads the tensor. */
    boolean isUsed(int tensor) {
        return made[tensor] >= 0;
    }

    /** Bands of rows in the ring. */
    int slots(int tensor) {
        int life = lastRead[tensor] - made[tensor];
        int skew = Math.max(1, steps() / workers);
        return reach(tensor) + Math.min(workers, Math.max(1, (life + skew - 1) / skew));
    }

    private int reach(int tensor) {
        return (history[tensor] + rows(tensor) - 1) / rows(tensor);
    }

    /** The step that must be finished {@link #gap} bands earlier before the slot of this tensor may be written. */
    int lastReader(int tensor) {
        return lastRead[tensor];
    }

    int gap(int tensor) {
        return slots(tensor) - reach(tensor);
    }

    /** Bands until the last row of a picture of that height has left. */
    int bands(int height) {
        int result = chain.result();
        return (height * chain.tensor(result).zoom() + delay[result] + rows(result) - 1) / rows(result);
    }

    /** Rows of the picture around a row that its result depends on. */
    int radius() {
        int zoom = chain.tensor(chain.result()).zoom();
        return (delay[chain.result()] + zoom - 1) / zoom;
    }

    /** Rows of memory a tensor takes. */
    long storedRows(int tensor) {
        return history[tensor] + (long) slots(tensor) * rows(tensor);
    }

    /** Bytes the workers take beside the tensors. */
    long scratch(int width) {
        return workers * Winograd.workspace(chain, width);
    }

    /** Bytes all tensors take for a picture of that width. */
    long bytes(int width) {
        long sum = 0;
        for (Tensor tensor : chain.tensors()) {
            sum += isUsed(tensor.id()) ? storedRows(tensor.id()) * tensor.rowBytes(width) + Strip.ALIGNMENT : 0;
        }
        return sum;
    }
}
