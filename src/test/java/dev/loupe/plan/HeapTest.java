package dev.loupe.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.loupe.failure.Rejected;
import org.junit.jupiter.api.Test;

class HeapTest {
    private static final long HEAP = Runtime.getRuntime().maxMemory();

    @Test
    void whatFitsPasses() {
        assertThatCode(() -> Heap.require("The picture 1x1", HEAP / 2, "shrink it")).doesNotThrowAnyException();
    }

    @Test
    void whatCouldNeverFitIsRefusedWithNumbersAndTheKey() {
        Rejected refused = catchThrowableOfType(Rejected.class,
                () -> Heap.require("The picture 90000x90000", 5 * HEAP, "shrink it"));
        assertThat(refused).hasMessageContainingAll("90000x90000", Long.toString(5 * HEAP >> 20),
                Long.toString(HEAP >> 20), Heap.KEY, "or shrink it.");
        assertThat(refused.limit()).contains(new Rejected.Limit(Heap.KEY, HEAP, 5 * HEAP));
    }
}
