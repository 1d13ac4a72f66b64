package dev.loupe.report;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/** Pictures over time, as bars. */
final class Plot {
    private static final int WIDTH = 900;
    private static final int HEIGHT = 240;
    private static final int LEFT = 60;
    private static final int BOTTOM = 30;
    private static final int TOP = 12;
    private static final int MOST_BARS = 120;

    /** Widths of a bar that people count in. */
    private static final List<Duration> STEPS =
            List.of(Duration.ofSeconds(1), Duration.ofSeconds(5), Duration.ofSeconds(15),
            Duration.ofMinutes(1), Duration.ofMinutes(5), Duration.ofMinutes(15), Duration.ofHours(1),
            Duration.ofHours(6),
            Duration.ofDays(1), Duration.ofDays(7));

    private Plot() {}

    /** @param times in order, in milliseconds since 1970; at least one */
    static String svg(long[] times, ZoneId zone) {
        long first = times[0];
        long span = times[times.length - 1] - first;
        Duration step = STEPS.stream().filter(width -> span / width.toMillis() < MOST_BARS).findFirst()
                .orElse(STEPS.get(STEPS.size() - 1)
                        .multipliedBy(Math.max(1, span / Duration.ofDays(7 * MOST_BARS).toMillis())));
        long[] bars = new long[(int) (span / step.toMillis()) + 1];
        long most = 0;
        for (long time : times) {
            int bar = (int) ((time - first) / step.toMillis());
            most = Math.max(most, ++bars[bar]);
        }
        return draw(bars, most, first, step, zone);
    }

    private static String draw(long[] bars, long most, long first, Duration step, ZoneId zone) {
        StringBuilder svg = new StringBuilder(String.format(Locale.ROOT, "<svg viewBox=\"0 0 %d %d\" role=\"img\" "
                + "aria-label=\"Pictures done in each %s\">", WIDTH, HEIGHT, words(step)));
        int floor = HEIGHT - BOTTOM;
        double width = (WIDTH - LEFT) / (double) bars.length;
        for (int line = 0; line <= 2; line++) {
            double y = floor - (floor - TOP) * line / 2.0;
            svg.append(String.format(Locale.ROOT, "<line class=\"grid\" x1=\"%d\" y1=\"%.1f\" x2=\"%d\" y2=\"%.1f\"/>"
                    + "<text class=\"tick\" x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>",
                    LEFT, y, WIDTH, y, LEFT - 8, y + 4, tick(most * line / 2.0)));
        }
        for (int i = 0; i < bars.length; i++) {
            double height = (floor - TOP) * (double) bars[i] / most;
            svg.append(String.format(Locale.ROOT,
                    "<rect class=\"bar\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\">"
                    + "<title>%s: %d</title></rect>", LEFT + i * width, floor - height, Math.max(0.5, width - 1),
                    height,
                    time(first + i * step.toMillis(), zone, step), bars[i]));
        }
        svg.append(String.format(Locale.ROOT, "<text class=\"tick\" x=\"%d\" y=\"%d\">%s</text>", LEFT, HEIGHT - 8,
                time(first, zone, step)));
        svg.append(String.format(Locale.ROOT, "<text class=\"tick\" x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>",
                WIDTH,
                HEIGHT - 8, time(first + bars.length * step.toMillis(), zone, step)));
        return svg.append("</svg><p class=\"note\">Pictures done in each ").append(words(step)).append(".</p>")
                .toString();
    }

    private static String tick(double value) {
        return value == Math.rint(value) ? String.format(Locale.ROOT, "%,.0f", value)
                : String.format(Locale.ROOT, "%.1f", value);
    }

    private static String time(long millis, ZoneId zone, Duration step) {
        String form = step.compareTo(Duration.ofMinutes(1)) < 0 ? "yyyy-MM-dd HH:mm:ss" : "yyyy-MM-dd HH:mm";
        return DateTimeFormatter.ofPattern(form, Locale.ROOT).format(Instant.ofEpochMilli(millis).atZone(zone));
    }

    private static String words(Duration step) {
        return step.toDays() > 0 ? amount(step.toDays(), "day")
                : step.toHours() > 0 ? amount(step.toHours(), "hour")
                : step.toMinutes() > 0 ? amount(step.toMinutes(), "minute")
                : amount(step.toSeconds(), "second");
    }

    private static String amount(long number, String unit) {
        return number == 1 ? unit : number + " " + unit + "s";
    }
}
