package dev.loupe.report;

import dev.loupe.report.Samples.Pair;
import dev.loupe.work.Line;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/** The page: one file that needs nothing from elsewhere and runs nothing. */
final class ReportPage {
    private static final String STYLE = resource("report.css");

    private ReportPage() {}

    static String html(String title, Sum sum, List<Pair> pairs, Instant now) {
        StringBuilder page = new StringBuilder("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
                + "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; style-src "
                + hash(STYLE) + "\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">");
        page.append("<title>").append(escaped(title)).append("</title><style>").append(STYLE)
                .append("</style></head>\n<body>");
        page.append("<h1>").append(escaped(title)).append("</h1><p class=\"note\">Loupe's report of ")
                .append(now.truncatedTo(ChronoUnit.SECONDS))
                .append("; every file is in <a href=\"report.csv\">report.csv</a>.</p>");
        figures(page, sum);
        if (sum.done() > 0) {
            page.append("<h2>Throughput</h2>").append(Plot.svg(sum.finished(), ZoneId.systemDefault()));
        }
        pictures(page, sum, pairs);
        failures(page, sum);
        return page.append("</body></html>\n").toString();
    }

    private static void figures(StringBuilder page, Sum sum) {
        page.append("<dl>");
        figure(page, "Done", number(sum.done()), "");
        figure(page, "Failed", number(sum.failed()), sum.failed() > 0 ? " class=\"bad\"" : "");
        figure(page, "Left", number(sum.left()), "");
        figure(page, "Took", duration(sum.lasted()), "");
        if (sum.done() > 1 && sum.lasted().toSeconds() > 0) {
            figure(page, "Pictures per hour", number(Math.round(sum.done() * 3.6e6 / sum.lasted().toMillis())), "");
        }
        figure(page, "Originals", megabytes(sum.bytesIn()), "");
        figure(page, "Results", megabytes(sum.bytesOut()), "");
        page.append("</dl>");
    }

    private static void figure(StringBuilder page, String name, String value, String attributes) {
        page.append("<div><dt>").append(name).append("</dt><dd").append(attributes).append('>').append(value)
                .append("</dd></div>");
    }

    private static void pictures(StringBuilder page, Sum sum, List<Pair> pairs) {
        if (pairs.isEmpty()) {
            return;
        }
        page.append("<h2>Before and after</h2><p class=\"note\">A few, drawn by lot.</p><div class=\"pairs\">");
        for (Pair pair : pairs) {
            page.append("<figure><div>").append(image(pair.before(), "before")).append(image(pair.after(), "after"))
                    .append("</div><figcaption>").append(escaped(sum.path(pair.id()))).append("</figcaption></figure>");
        }
        page.append("</div>");
    }

    private static String image(byte[] jpeg, String alternative) {
        return "<img alt=\"" + alternative + "\" src=\"data:image/jpeg;base64,"
                + Base64.getEncoder().encodeToString(jpeg) + "\">";
    }

    private static void failures(StringBuilder page, Sum sum) {
        if (sum.failed() == 0) {
            page.append("<h2>Failures</h2><p>None.</p>");
            return;
        }
        page.append("<h2>Failures</h2><table><thead>"
                + "<tr><th>Reason</th><th class=\"number\">Files</th></tr></thead><tbody>");
        sum.reasons().forEach((reason, count) -> page.append("<tr><td>").append(escaped(reason))
                .append("</td><td class=\"number\">")
                .append(number(count)).append("</td></tr>"));
        page.append("</tbody></table>");
        page.append("<h2>Files that failed</h2><p class=\"note\">").append(sum.failures().size() < sum.failed()
                ? "The last " + number(sum.failures().size()) + "; all are in report.csv. " : "")
                .append("Each can be tried again: loupe history --retry ID.</p>");
        page.append("<table><thead><tr><th class=\"number\">ID</th><th>File</th><th>Why</th></tr></thead><tbody>");
        for (Line line : sum.failures()) {
            page.append("<tr><td class=\"number\">").append(line.id()).append("</td><td>").append(escaped(line.path()))
                    .append("</td><td>").append(escaped(line.error())).append("</td></tr>");
        }
        page.append("</tbody></table>");
    }

    private static String number(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    private static String megabytes(long bytes) {
        return String.format(Locale.ROOT, bytes < 10_000_000 ? "%,.1f MB" : "%,.0f MB", bytes / 1e6);
    }

    private static String duration(Duration time) {
        return time.toHours() >= 48 ? time.toDays() + " d " + time.toHoursPart() + " h"
                : time.toHours() > 0 ? time.toHours() + " h " + time.toMinutesPart() + " min"
                : time.toMinutes() > 0 ? time.toMinutes() + " min " + time.toSecondsPart() + " s"
                : time.toSeconds() + " s";
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;");
    }

    private static String hash(String style) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(style.getBytes(StandardCharsets.UTF_8));
            return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible); // every Java platform must have SHA-256
        }
    }

    private static String resource(String name) {
        try (InputStream in = ReportPage.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
