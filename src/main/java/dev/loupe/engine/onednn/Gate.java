package dev.loupe.engine.onednn;

/** One worker's way between rows of samples and native memory. For one thread. */
final class Gate {
    private final Schedule schedule;
    private final Chain chain;
    private final int width;
    private final Cursor cursor = new Cursor();
    private final Cursor other = new Cursor();
    private final float[] samples;
    private final float[] values;
    private final float[] line;

    Gate(Schedule schedule, int width) {
        this.schedule = schedule;
        this.chain = schedule.chain();
        this.width = width;
        Tensor result = chain.tensor(chain.result());
        this.samples = new float[width * 3];
        this.values = new float[width * result.zoom() * result.channels()];
        this.line = new float[width * chain.scale() * 3];
    }

    /** Brings the band's rows of the picture into its tensor. */
    void enter(int band, Source source, Rows to) {
        int rows = schedule.rows();
        int fresh = Math.max(0, Math.min(rows, source.height() - band * rows));
        for (int row = 0; row < fresh; row++) {
            source.row(band * rows + row, samples);
            convert(samples);
            cursor.at(to.at(band, 0) + row * to.rowBytes()).put(samples, 0, samples.length);
        }
        to.clear(band, fresh, rows - fresh, cursor);
        to.repeat(band, cursor, other);
    }

    private void convert(float[] row) {
        Chain.Entry entry = chain.entry();
        int blue = entry.rgb() ? 2 : 0;
        int red = 2 - blue;
        for (int i = 0; i < row.length; i += 3) {
            float b = row[i];
            float r = row[i + 2];
            row[i + blue] = b * entry.factors()[blue] + entry.shifts()[blue];
            row[i + 1] = row[i + 1] * entry.factors()[1] + entry.shifts()[1];
            row[i + red] = r * entry.factors()[red] + entry.shifts()[red];
        }
    }

    /** Brings the band's rows of the result out as rows of pixels. */
    void leave(int band, int height, Rows from, Sink sink) {
        int tensor = chain.result();
        int top = schedule.top(tensor, band);
        int end = height * chain.tensor(tensor).zoom();
        int block = chain.exit().block();
        for (int row = Math.max(0, -top); row < Math.min(schedule.rows(tensor), end - top); row++) {
            cursor.at(from.at(band, 0) + row * from.rowBytes()).get(values, 0, values.length);
            for (int i = 0; i < block; i++) {
                spread(i, block);
                sink.row((top + row) * block + i, line);
            }
        }
    }

    /** Row {@code i} of the blocks. Locals, because the compiler cannot tell that the loop leaves fields alone. */
    private void spread(int i, int block) {
        float[] from = values;
        float[] to = line;
        int[] order = chain.exit().order();
        int channels = 3 * block * block;
        int first = 3 * block * i;
        int end = first + 3 * block;
        for (int place = 0, next = 0; next < to.length; place += channels) {
            for (int k = first; k < end; k++) {
                to[next++] = from[place + order[k]];
            }
        }
    }

    void clear(int band, Rows rows, int first, int count) {
        rows.clear(band, first, count, cursor);
    }

    void repeat(int band, Rows rows) {
        rows.repeat(band, cursor, other);
    }

    /** Shows rows of a tensor in plain numbers. */
    void show(int band, int tensor, int first, int count, Rows from, Strip.Observer observer) {
        Tensor shown = chain.tensor(tensor);
        if (shown.type() == Type.F32) {
            float[] numbers = new float[count * width * shown.zoom() * shown.channels()];
            cursor.at(from.at(band, 0) + first * from.rowBytes()).get(numbers, 0, numbers.length);
            observer.rows(tensor, numbers);
        }
    }
}
