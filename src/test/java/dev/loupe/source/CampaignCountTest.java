package dev.loupe.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import org.junit.jupiter.api.Test;

class CampaignCountTest {
    private final Campaign campaign = new Campaign(Clock.systemUTC());

    @Test
    void whatIsDoneWhileATreeIsListedIsNotLeft() {
        campaign.looks();
        campaign.left(3);
        campaign.done();
        assertThat(campaign.standing().left()).isEqualTo(2);

        campaign.looks();
        campaign.failed();
        campaign.left(2);
        assertThat(campaign.standing().left()).isEqualTo(1);
        assertThat(campaign.justEnded()).isFalse();
        campaign.done();
        assertThat(campaign.standing().left()).isZero();
        assertThat(campaign.justEnded()).isTrue();
        assertThat(campaign.justEnded()).isFalse();
    }

    @Test
    void aListingWithNothingInItEndsNothing() {
        campaign.looks();
        campaign.left(0);
        assertThat(campaign.justEnded()).isFalse();
    }
}
