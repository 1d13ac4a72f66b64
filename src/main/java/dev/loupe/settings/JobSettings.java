package dev.loupe.settings;

import java.time.Duration;

/**
 * Jobs and the queue they wait in ({@code loupe.jobs.*}, {@code loupe.broker.*}).
 *
 * @param keep how long a finished job's files are kept
 * @param maxBytes of all jobs' files together
 * @param maxWaiting jobs in the queue
 * @param webhooks how others are told that a job has ended
 * @param brokerUrl {@code embedded}, or where an external broker listens
 */
public record JobSettings(
        boolean enabled, int atOnce, Duration keep, long maxBytes, int maxWaiting, String brokerUrl, String brokerUser,
        String brokerPassword, Webhooks webhooks) {
    public static final String MAX_BYTES = "loupe.jobs.max-bytes";
    public static final String MAX_WAITING = "loupe.jobs.max-waiting";

    private static final String EMBEDDED = "embedded";

    /** How ends of jobs are told to others: signed with what, tried how often, and whether to this very network. */
    public record Webhooks(String secret, int tries, boolean allowInternal) {}

    static JobSettings read(Values values) {
        return new JobSettings(
                values.flag("loupe.jobs.enabled"),
                values.integer("loupe.jobs.at-once", 1, 64),
                values.time("loupe.jobs.keep"),
                values.amount(MAX_BYTES),
                values.integer(MAX_WAITING, 1, 10_000_000),
                values.value("loupe.broker.url", EMBEDDED + " or tcp://host:port", JobSettings::url),
                values.value("loupe.broker.user", "a name", text -> text),
                values.value("loupe.broker.password", "a password", text -> text),
                new Webhooks(values.value("loupe.webhooks.secret", "a text", text -> text),
                        values.integer("loupe.webhooks.tries", 1, 20),
                        values.flag("loupe.webhooks.allow-internal")));
    }

    private static String url(String text) {
        if (!text.equals(EMBEDDED) && !text.matches("\\(?tcp://.+")) {
            throw new IllegalArgumentException(text);
        }
        return text;
    }

    public boolean embedded() {
        return brokerUrl.equals(EMBEDDED);
    }
}
