package dev.loupe.engine.onednn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loupe.engine.onednn.Tuning.Speed;
import dev.loupe.raster.Size;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TuningTest {
    /** Twice as slow from 2048 columns on. */
    private static final Tuning CACHE_BOUND = new Tuning(List.of(
            new Speed(512, 8, 10), new Speed(512, 16, 9.9), new Speed(1024, 8, 10), new Speed(2048, 8, 20),
            new Speed(4096, 4, 20)));
    private static final int HALO = 35;

    private static Size window(Tuning tuning, int width, int widest) {
        return tuning.window(new Size(width, 3000), HALO, 2, (candidate, rows) -> candidate <= widest);
    }

    @Test
    void takesAPictureWholeWhereThatIsNoSlower() {
        assertThat(window(CACHE_BOUND, 1200, 100_000)).isEqualTo(new Size(1200, 3000));
        assertThat(window(Tuning.UNMEASURED, 30_000, 100_000)).isEqualTo(new Size(30_000, 3000));
    }

    @Test
    void cutsWhatIsTooWideForTheCacheOrTheMemory() {
        assertThat(window(CACHE_BOUND, 5000, 100_000).width()).isBetween(900, 1448);
        assertThat(window(Tuning.UNMEASURED, 30_000, 700).width()).isBetween(600, 700);
        assertThat(window(CACHE_BOUND, 30_000, 10).width()).isEqualTo(2 * HALO + 16);
        assertThat(window(CACHE_BOUND, 20, 10).width()).isEqualTo(20);
    }

    @Test
    void takesLowerBandsForLowPictures() {
        assertThat(CACHE_BOUND.rows(new Size(512, 5000), 2)).isEqualTo(16);
        assertThat(CACHE_BOUND.rows(new Size(512, 200), 2)).isEqualTo(8);
        assertThat(CACHE_BOUND.rows(new Size(512, 13), 2)).isEqualTo(2);
        assertThat(CACHE_BOUND.rows(new Size(512, 200), 16)).isEqualTo(4);
        assertThat(CACHE_BOUND.rows(new Size(512, 1), 2)).isEqualTo(1);
    }

    @Test
    void isReadAsItWasWritten() {
        assertThat(Tuning.parse(CACHE_BOUND.toString())).contains(CACHE_BOUND);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "512x8", "512x8=", "0x8=1.0", "512x0=1.0", "512x8=-1.0", "512x8=1.0;512x4=1.0",
            "99999999x8=1.0"})
    void isMeasuredAnewWhereTheNoteIsBroken(String note) {
        assertThat(Tuning.parse(note)).isEmpty();
    }
}
