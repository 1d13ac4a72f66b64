package dev.loupe.work;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ResultNameTest {
    @Test
    void a_result_is_called_as_its_original_with_the_ending_of_its_format() {
        assertThat(ResultName.of("a.b/c d.jpg", "png")).isEqualTo("a.b/c d.png");
        assertThat(ResultName.of("a.b/scan", "png")).isEqualTo("a.b/scan.png");
        assertThat(ResultName.of("a/.hidden", "png")).isEqualTo("a/.hidden.png");
        assertThat(ResultName.versioned("a.b/c.png", 2)).isEqualTo("a.b/c-2.png");
        assertThat(ResultName.versioned("a.b/c.png", 1)).isEqualTo("a.b/c.png");
    }

    @Test
    void a_name_is_cut_by_whole_characters_until_servers_take_it() {
        String longest = "x/" + "\uD83D\uDDBC".repeat(62) + "abc.jpg"; // 62 four-byte characters: 255 bytes
        assertThat(longest.substring(2).getBytes(StandardCharsets.UTF_8)).hasSize(255);
        assertThat(ResultName.of(longest, "jpg")).isEqualTo(longest);
        String cut = ResultName.versioned(ResultName.of("x/" + "\uD83D\uDDBC".repeat(63) + ".a", "tiff"), 12);
        assertThat(cut).startsWith("x/\uD83D\uDDBC").endsWith("\uD83D\uDDBC-12.tiff");
        assertThat(cut.substring(2).getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(255)
                .hasSizeGreaterThan(250);
    }
}
