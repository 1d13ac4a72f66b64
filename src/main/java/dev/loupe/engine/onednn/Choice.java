package dev.loupe.engine.onednn;

import dev.loupe.engine.Measurements;
import dev.loupe.engine.Precision;
import dev.loupe.engine.Progress;
import dev.loupe.raster.Raster;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether a network is computed in int8 where nobody said: where that is near enough to f32, and faster. */
final class Choice {
    private static final Logger log = LoggerFactory.getLogger(Choice.class);
    private static final int SIDE = 96;
    private static final int ROWS = 8;

    private final Session session;
    private final Precision safe;

    /** {@code safe}: what is taken instead of int8. */
    Choice(Session session, Precision safe) {
        this.session = session;
        this.safe = safe;
    }

    /** Measures for a few seconds, unless it did so before on this machine. */
    Precision of(String question, Measurements measurements) {
        String known = measurements.recall(question).orElse("");
        if (known.equals(safe.toString()) || known.equals(Precision.INT8.toString())) {
            return Precision.parse(known).orElseThrow();
        }
        Precision chosen = compared();
        measurements.remember(question, chosen.toString());
        return chosen;
    }

    private Precision compared() {
        double psnr = session.calibration().psnr();
        if (psnr < Calibration.GOOD_ENOUGH) {
            log.info("{} instead of int8, which is {} dB from f32", safe, Math.round(psnr * 10) / 10.0);
            return safe;
        }
        Raster scene = Scenes.render(SIDE).get(0);
        double slow = seconds(safe, scene);
        double fast = seconds(Precision.INT8, scene);
        Precision chosen = fast < slow ? Precision.INT8 : safe;
        log.info("Precision {}: int8 takes {} of the time of {} and is {} dB from f32", chosen,
                Math.round(fast / slow * 100) / 100.0, safe, Math.round(psnr * 10) / 10.0);
        return chosen;
    }

    /** Processor time: what else the machine is doing must not decide. */
    private double seconds(Precision precision, Raster scene) {
        Program program = session.program(precision);
        double best = Double.MAX_VALUE;
        for (int run = 0; run < 3; run++) {
            long before = session.processorNanos();
            program.run(new RasterSource(scene), (y, samples) -> {}, SIDE, ROWS, Progress.NONE);
            best = Math.min(best, (session.processorNanos() - before) / 1e9);
        }
        return best;
    }
}
