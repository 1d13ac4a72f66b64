package dev.loupe.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.loupe.failure.Rejected;
import dev.loupe.raster.Size;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class PlannerTest {
    private static final SortedSet<Integer> SCALES = new TreeSet<>(List.of(2, 3, 4));

    private final Planner planner = new Planner(Limits.DEFAULT);

    private Plan plan(int width, int height, Target target, Oversize oversize) {
        return planner.plan(new Size(width, height), target, oversize, 512, SCALES, "JPEG", 65_535);
    }

    @Test
    void a_small_picture_is_enlarged_by_the_scale() {
        assertThat(plan(300, 200, new Target.Scale(3), Oversize.PRESCALE))
                .isEqualTo(new Plan(new Size(300, 200), new Size(300, 200), 3, new Size(900, 600)));
    }

    @Test
    void the_reference_systems_prescale_is_kept() {
        Plan plan = plan(1024, 768, new Target.Scale(3), Oversize.PRESCALE);
        assertThat(plan.prescaled()).isEqualTo(new Size(512, 384));
        assertThat(plan.result()).isEqualTo(new Size(1536, 1152));
        assertThat(plan).hasToString("1024x768 -> 512x384 (prescaled) -> 1536x1152 (x3)");
    }

    @Test
    void a_result_smaller_than_its_input_is_known() {
        assertThat(plan(4000, 3000, new Target.Scale(3), Oversize.PRESCALE).resultIsSmaller()).isTrue();
        assertThat(plan(4000, 3000, new Target.Scale(3), Oversize.TILE).resultIsSmaller()).isFalse();
    }

    @Test
    void a_target_takes_the_smallest_scale_that_reaches_it() {
        assertThat(plan(500, 400, new Target.LongSide(1000), Oversize.TILE).scale()).isEqualTo(2);
        assertThat(plan(500, 400, new Target.LongSide(1001), Oversize.TILE))
                .isEqualTo(new Plan(new Size(500, 400), new Size(500, 400), 3, new Size(1001, 801)));
        assertThat(plan(500, 400, new Target.Box(3000, 1600), Oversize.TILE).result()).isEqualTo(new Size(2000, 1600));
    }

    @Test
    void a_target_that_shrinks_or_is_out_of_reach_is_refused() {
        assertThatThrownBy(() -> plan(500, 400, new Target.LongSide(499), Oversize.TILE))
                .hasMessageContaining("smaller");
        assertThatThrownBy(() -> plan(500, 400, new Target.LongSide(2001), Oversize.TILE))
                .hasMessageContaining("2000x1600");
    }

    /** 1500x1000 is shrunk to 512x341, a third of a row short: four times that has one row less than the target. */
    @Test
    void a_row_lost_to_rounding_puts_no_target_out_of_reach() {
        assertThat(plan(1500, 1000, new Target.LongSide(2048), Oversize.PRESCALE))
                .isEqualTo(new Plan(new Size(1500, 1000), new Size(512, 341), 4, new Size(2048, 1364)));
        assertThat(plan(1500, 1000, new Target.Box(1536, 4000), Oversize.PRESCALE).scale()).isEqualTo(3);
    }

    @Test
    void refusals_name_limit_and_actual() {
        Rejected reject = catchThrowableOfType(Rejected.class,
                () -> plan(513, 100, new Target.Scale(2), Oversize.REJECT));
        assertThat(reject.limit()).hasValue(new Rejected.Limit("loupe.max-side", 512, 513));
        Rejected pixels = catchThrowableOfType(Rejected.class,
                () -> plan(10_000, 10_000, new Target.Scale(4), Oversize.TILE));
        assertThat(pixels.limit()).hasValue(new Rejected.Limit(Limits.MAX_PIXELS_OUT, 1_000_000_000, 1_600_000_000));
        Rejected format = catchThrowableOfType(Rejected.class, () ->
                planner.plan(new Size(9000, 10), new Target.Scale(2), Oversize.TILE, 512, SCALES, "WebP", 16_383));
        assertThat(format).hasMessageContaining("WebP holds at most 16383");
    }
}
