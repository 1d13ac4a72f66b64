package dev.loupe.cli;

import dev.loupe.core.Printable;
import java.io.PrintWriter;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * Tells how work on a number of pictures or models goes: a line for each, and a bar over all of them where a person
 * watches. Results go to the output and faults to the error stream, so that both can be used by a script. Not
 * thread-safe.
 */
final class Display implements AutoCloseable {
    /** Steps of the bar for one of them. */
    private static final int STEPS = 1000;
    private static final String START_OF_EMPTY_LINE = "\r\033[K";

    private final PrintWriter out;
    private final PrintWriter err;
    private final String task;
    private final int count;
    private ProgressBar bar;
    private int finished;

    /** @param task what is done to {@code count} of them, as a participle */
    Display(PrintWriter out, PrintWriter err, String task, int count) {
        this.out = out;
        this.err = err;
        this.task = task;
        this.count = count;
    }

    private ProgressBar bar() {
        return new ProgressBarBuilder()
                .setTaskName(task)
                .setInitialMax((long) count * STEPS)
                .setUnit(count == 1 ? "%" : "", count == 1 ? STEPS / 100 : STEPS)
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(200)
                // stays on the last line; the usual one counts lines
                .setConsumer(new ConsoleProgressBarConsumer(System.err))
                .continuousUpdate()
                .build();
    }

    /** From the first on there is a bar. */
    void begin(String name) {
        if (bar == null && System.console() != null) {
            bar = bar();
        }
        if (bar != null) {
            bar.setExtraMessage(name);
        }
    }

    /** How much of the present one is done, 0 to 1. */
    void report(double done) {
        if (bar != null) {
            bar.stepTo((long) finished * STEPS + Math.round(done * STEPS));
        }
    }

    void done(String line) {
        tell(out, line);
    }

    void failed(String line) {
        tell(err, line);
    }

    private void tell(PrintWriter to, String text) {
        String line = Printable.text(text);
        finished++;
        if (bar == null) {
            to.println(line);
            return;
        }
        bar.pause();
        to.println(START_OF_EMPTY_LINE + line);
        bar.resume();
        report(0);
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
