package dev.loupe.engine.onednn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loupe.engine.Precision;
import dev.loupe.engine.onednn.Step.Convolve;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.BytePointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which tensors share memory, and how a ring of rows behaves at its end. */
class SharingTest {
    private static final int BLOCKS = 5;

    private static Chain edsr() throws Exception {
        return Compiler.compile(Drawn.edsr(BLOCKS, 16, 3, 1), Drawn.PLAIN);
    }

    @Test
    void addsEveryBlockButTheFirstInPlace() throws Exception {
        Chain chain = Typing.apply(edsr(), Precision.BF16, Type.BF16, Units.NONE);
        Sharing sharing = new Sharing(new Schedule(chain, 8, 2));
        List<Convolve> adding = chain.steps().stream().filter(Convolve.class::isInstance).map(Convolve.class::cast)
                .filter(step -> step.posts().stream().anyMatch(Post.Plus.class::isInstance)).toList();
        List<Boolean> inPlace = adding.stream().map(step -> sharing.isInPlace(step.output(),
                ((Post.Plus) step.posts().get(0)).tensor())).toList();
        // the first would overwrite the head's result, which the long skip connection adds at the end: in place, too
        assertThat(inPlace).containsExactly(false, true, true, true, true, true);
    }

    @Test
    void needsAsManyRingsForADeepNetworkAsForAShallowOne() throws Exception {
        Chain deep = Compiler.compile(Drawn.edsr(3 * BLOCKS, 16, 3, 1), Drawn.PLAIN);
        assertThat(new Sharing(new Schedule(deep, 8, 2)).rings())
                .isEqualTo(new Sharing(new Schedule(edsr(), 8, 2)).rings()).isLessThanOrEqualTo(5);
    }

    /** Every reader of every band finds the rows it needs: nobody has written to their place meanwhile. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16})
    void neverOverwritesWhatSomebodyStillReads(long seed) throws Exception {
        Chain chain = Compiler.compile(Drawn.anything(seed), Drawn.PLAIN);
        for (int rows : new int[] {1, 3, 8}) {
            Schedule schedule = new Schedule(chain, rows, 3);
            Sharing sharing = new Sharing(schedule);
            int[][] holds = IntStream.range(0, sharing.rings())
                    .mapToObj(number -> new int[sharing.ring(number, 10, 0).rows()]).toArray(int[][]::new);
            long[][] row = IntStream.range(0, sharing.rings()).mapToObj(number -> new long[holds[number].length])
                    .toArray(long[][]::new);
            for (int band = 0; band < 40; band++) {
                write(chain.picture(), band, schedule, sharing, holds, row);
                for (Step step : chain.steps()) {
                    step.reads().forEach(new Reader(step, band, schedule, sharing, holds, row)::check);
                    write(step.output(), band, schedule, sharing, holds, row);
                }
            }
        }
    }

    private static void write(int tensor, int band, Schedule schedule, Sharing sharing, int[][] holds, long[][] row) {
        int ring = sharing.ring(tensor);
        for (long y = schedule.top(tensor, band); y < schedule.top(tensor, band + 1); y++) {
            holds[ring][(int) Math.floorMod(y, (long) holds[ring].length)] = tensor + 1;
            row[ring][(int) Math.floorMod(y, (long) row[ring].length)] = y;
        }
    }

    private record Reader(Step step, int band, Schedule schedule, Sharing sharing, int[][] holds, long[][] row) {
        void check(Step.Read read) {
            int ring = sharing.ring(read.tensor());
            long first = schedule.top(read.tensor(), band) - schedule.back(step, read);
            long end = first + schedule.rows(read.tensor()) + 2L * read.radius();
            for (long y = Math.max(first, -schedule.delay(read.tensor())); y < end; y++) {
                int place = (int) Math.floorMod(y, (long) holds[ring].length);
                assertThat(holds[ring][place]).as("row %d of %d for %s in band %d", y, read.tensor(), step.node(), band)
                        .isEqualTo(read.tensor() + 1);
                assertThat(row[ring][place]).isEqualTo(y);
            }
        }
    }

    @Test
    void repeatsItsFirstRowsBehindTheLast() {
        try (BytePointer memory = new BytePointer(14)) {
            Ring ring = new Ring(memory.address(), 1, 10, 4);
            assertThat(ring.at(-2) - memory.address()).isEqualTo(8);
            assertThat(ring.at(21) - memory.address()).isEqualTo(1);
            for (int place = 0; place < 14; place++) {
                memory.put(place, (byte) place);
            }
            memory.put(8, (byte) 80).put(9, (byte) 81).put(10, (byte) 82).put(11, (byte) 83);
            ring.repeat(8, 4, new Cursor(), new Cursor());
            assertThat(memory.get(0)).isEqualTo((byte) 82);
            assertThat(memory.get(1)).isEqualTo((byte) 83);
            memory.put(1, (byte) 84).put(2, (byte) 85);
            ring.repeat(21, 2, new Cursor(), new Cursor());
            assertThat(memory.get(11)).isEqualTo((byte) 84);
            assertThat(memory.get(12)).isEqualTo((byte) 85);
            ring.clear(-2, 1, new Cursor(), new Cursor());
            assertThat(new byte[] {memory.get(8), memory.get(9), memory.get(0), memory.get(10), memory.get(1)})
                    .containsExactly(0, 0, 0, 0, 84);
        }
    }
}
