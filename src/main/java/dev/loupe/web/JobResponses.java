package dev.loupe.web;

import dev.loupe.codec.ImageFormat;
import dev.loupe.job.Job;
import dev.loupe.job.JobState;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** What is said about jobs that have no result to give. */
public final class JobResponses {
    private JobResponses() {}

    public static Problem unknown() {
        return new Problem(404, "no-such-job", "There is no such job, or it is somebody else's.");
    }

    public static Problem expired() {
        return new Problem(410, "expired",
                "The job's files were deleted, because their time (loupe.jobs.keep) was over."
                + " Send the picture again.");
    }

    /** The result of a job that has one. */
    public static Job.Picture result(Job job) {
        if (job.state() == JobState.EXPIRED) {
            throw new Refusal(expired());
        }
        return job.result().orElseThrow(() ->
                new Refusal(new Problem(409, "not-done", "The job is " + job.state().word()
                + "; there is no result" + (job.state().isActive() ? " yet." : "."))));
    }

    /** The format asked for, or the result's own. */
    public static ImageFormat format(String wanted, String own) {
        String name = wanted == null || wanted.isBlank() || wanted.equals("same") ? own : wanted;
        return ImageFormat.named(name).orElseThrow(() ->
                new Refusal(Problem.badRequest("'format' is one of png, jpeg, webp, tiff, bmp.")));
    }

    /** A name to save a picture under. */
    public static String fileName(Job job, String format, String mark) {
        int dot = job.name().lastIndexOf('.');
        String stem = dot > 0 ? job.name().substring(0, dot) : job.name();
        return stem + mark + "." + ImageFormat.named(format).map(ImageFormat::extension).orElse(format);
    }

    /** The Content-Disposition that offers a name: in letters every reader takes, and exactly, as RFC 6266 has it. */
    public static String disposition(String fileName) {
        String plain = fileName.replaceAll("[^A-Za-z0-9._-]", "_");
        String exact = URLEncoder.encode(fileName, StandardCharsets.UTF_8).replace("+", "%20").replace("*", "%2A");
        return "inline; filename=\"" + plain + "\"; filename*=UTF-8''" + exact;
    }
}
