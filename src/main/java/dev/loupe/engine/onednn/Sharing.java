package dev.loupe.engine.onednn;

import dev.loupe.engine.onednn.Step.Convolve;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Which tensors share a ring, and how long the rings are. Row y of each of them lies at the same place: a tensor takes
 * over from another of its form when every row is dead by the time that it writes there. So a residual stream is added
 * to where it lies, and what a band works on stays in the cache through all layers
 * (docs/decisions/0032-layers-share-rings.md). Immutable.
 */
final class Sharing {
    /** A ring of several tensors is as many bands long as this, so that what is repeated at its end hardly counts... */
    private static final int LONG = 64;
    /** ...as long as it is no larger than this. */
    private static final long LARGE = 32 << 20;

    private final Schedule schedule;
    private final Chain chain;
    private final int[] ring;
    private final List<List<Integer>> tensors = new ArrayList<>();

    Sharing(Schedule schedule) {
        this.schedule = schedule;
        this.chain = schedule.chain();
        this.ring = new int[chain.tensors().size()];
        Arrays.fill(ring, -1);
        begin(chain.picture());
        for (int number = 1; number <= chain.steps().size(); number++) {
            Step step = chain.steps().get(number - 1);
            Optional<List<Integer>> free = takenOver(step, number);
            if (free.isPresent()) {
                free.get().add(step.output());
                ring[step.output()] = tensors.indexOf(free.get());
            } else {
                begin(step.output());
            }
        }
    }

    private void begin(int tensor) {
        ring[tensor] = tensors.size();
        tensors.add(new ArrayList<>(List.of(tensor)));
    }

    /** The ring whose last tensor is dead; of several the one that was used last, which the cache still holds. */
    private Optional<List<Integer>> takenOver(Step step, int number) {
        return tensors.stream().filter(each -> isDead(last(each), step, number))
                .max(Comparator.comparingInt(each -> schedule.lastReader(last(each))));
    }

    private boolean isDead(int tensor, Step step, int number) {
        Tensor old = chain.tensor(tensor);
        Tensor made = chain.tensor(step.output());
        boolean alike = made.channels() == old.channels() && made.zoom() == old.zoom() && made.type() == old.type();
        return alike && schedule.delay(made.id()) >= schedule.delay(tensor) + schedule.history(tensor)
                && (schedule.lastReader(tensor) < number
                        || schedule.lastReader(tensor) == number && isAddedFirst(step, tensor));
    }

    /** Whether oneDNN may add what lies where it writes to: that must come before all else. */
    private static boolean isAddedFirst(Step step, int tensor) {
        return step instanceof Convolve && !step.posts().isEmpty()
                && step.posts().get(0).equals(new Post.Plus(tensor, false))
                && step.reads().stream().filter(read -> read.tensor() == tensor).count() == 1;
    }

    private static int last(List<Integer> all) {
        return all.get(all.size() - 1);
    }

    /** Whether the step that makes {@code output} adds {@code other} to itself in place. */
    boolean isInPlace(int output, int other) {
        return ring[output] == ring[other];
    }

    /** How many rings there are. */
    int rings() {
        return tensors.size();
    }

    /** Which ring a tensor lies in; below 0 if it is neither made nor read. */
    int ring(int tensor) {
        return ring[tensor];
    }

    /** The ring of that number for a picture of that width, with its memory at {@code base}. */
    Ring ring(int number, int width, long base) {
        int first = tensors.get(number).get(0);
        int each = schedule.rows(first);
        int repeated = each;
        for (Step step : chain.steps()) {
            for (Step.Read read : step.reads()) {
                repeated = ring[read.tensor()] == number ? Math.max(repeated, each + 2 * read.radius()) : repeated;
            }
        }
        int needed = schedule.workers() + (above(number) + each - 1) / each;
        long rowBytes = chain.tensor(first).rowBytes(width);
        long roomy = tensors.get(number).size() == 1 ? 0 : Math.min(LONG, LARGE / (rowBytes * each));
        int bands = (int) Math.max(needed, roomy);
        return new Ring(base, rowBytes, Math.max(bands * each, repeated + each), repeated);
    }

    /** How many rows above those that its first tensor adds in a band are read in the same band. */
    private int above(int number) {
        int reach = tensors.get(number).stream()
                .mapToInt(tensor -> schedule.delay(tensor) + schedule.history(tensor)).max().orElseThrow();
        return reach - schedule.delay(tensors.get(number).get(0));
    }

    /** Above the picture there are zeros. */
    void clearAbove(int number, Ring ring, Cursor to, Cursor from) {
        long first = -schedule.delay(tensors.get(number).get(0));
        ring.clear(first - above(number), first, to, from);
    }

    /** Bytes all rings take for a picture of that width. */
    long bytes(int width) {
        long sum = 0;
        for (int number = 0; number < rings(); number++) {
            sum += bytes(ring(number, width, 0));
        }
        return sum;
    }

    /** Bytes of one ring, up to where the next may begin. */
    static long bytes(Ring ring) {
        long bytes = ring.rowBytes() * (ring.rows() + ring.repeated());
        return (bytes + Strip.ALIGNMENT - 1) / Strip.ALIGNMENT * Strip.ALIGNMENT;
    }
}
