package dev.loupe.engine.onednn;

import dev.loupe.engine.onednn.Step.Shuffle;
import java.util.List;

/**
 * Which rows each step makes in each band, and how long each row is needed.
 *
 * <p>A band brings {@code rows} picture rows. A convolution of radius r cannot make the last r rows that it was
 * brought, so its result lags r rows behind: in band k a tensor with delay d receives its rows {@code k * rows - d} up
 * to, not including, {@code (k + 1) * rows - d} (all times its zoom). A reader that lags further behind, or needs rows
 * above, reaches back {@code history} rows before those. Where the rows lie is up to {@link Sharing}.
 *
 * <p>Steps are numbered from 1; 0 is the way in, {@code steps + 1} the way out. Immutable.
 */
final class Schedule {
    private final Chain chain;
    private final int rows;
    private final int workers;
    private final int[] delay;
    private final int[] history;
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
        lastRead = new int[count];
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

    /** Rows that a tensor lags behind the picture. */
    int delay(int tensor) {
        return delay[tensor];
    }

    /** Rows before the ones of the band at hand that are read with them. */
    int history(int tensor) {
        return history[tensor];
    }

    /** The last step that reads a tensor; 0 if none does. */
    int lastReader(int tensor) {
        return lastRead[tensor];
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

    /** Bytes the workers take beside the tensors. */
    long scratch(int width) {
        return workers * Winograd.workspace(chain, width);
    }
}
