package dev.loupe.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ServerAccessTest {
    private final Breaker server = breaker();
    private final ServerAccess good = new ServerAccess(server, breaker());
    private final ServerAccess bad = new ServerAccess(server, breaker());

    private static Breaker breaker() {
        return new Breaker(Clock.systemUTC(), Duration.ofHours(1), () -> 0.5);
    }

    @Test
    void a_refused_login_keeps_off_only_the_one_who_was_refused() {
        assertThat(bad.failed("wrong password", true)).isTrue();
        assertThat(bad.allows()).isFalse();
        assertThat(good.allows()).isTrue();
        assertThat(good.open()).isEmpty();
    }

    @Test
    void the_success_of_another_does_not_shorten_the_wait() {
        bad.failed("wrong password", true);
        bad.failed("wrong password", true);
        good.succeeded();
        assertThat(bad.open()).get().extracting(Breaker.Open::pause).isEqualTo(Duration.ofMinutes(5));
        assertThat(bad.allows()).isFalse();
    }

    @Test
    void a_server_that_is_away_keeps_everybody_off_until_it_answers_anyone() {
        assertThat(good.failed("refuses connections", false)).isTrue();
        assertThat(bad.allows()).isFalse();
        assertThat(bad.failed("wrong password", true)).isTrue();
        assertThat(good.open()).isEmpty();
        assertThat(bad.open()).get().extracting(Breaker.Open::reason).isEqualTo("wrong password");
    }
}
