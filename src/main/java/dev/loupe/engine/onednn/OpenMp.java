package dev.loupe.engine.onednn;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the OpenMP runtime that oneDNN is linked with how many threads a calling thread may fork. Neither oneDNN nor
 * JavaCPP offers this call, and the environment variable for it cannot be set from inside.
 */
final class OpenMp {
    private static final Logger log = LoggerFactory.getLogger(OpenMp.class);

    private final Optional<Function> setThreads;

    /** {@code library}: the loaded library through whose own dependencies the runtime is found. */
    OpenMp(String library) {
        Optional<Function> found = Optional.empty();
        try {
            found = Optional.of(NativeLibrary.getInstance(library).getFunction("omp_set_num_threads"));
        } catch (LinkageError | RuntimeException absent) {
            log.warn("oneDNN's threads cannot be limited here, set OMP_NUM_THREADS instead: {}", absent.toString());
        }
        this.setThreads = found;
    }

    boolean isControllable() {
        return setThreads.isPresent();
    }

    /** From now on the calling thread computes with that many threads; other threads are not touched. */
    void limitThisThread(int threads) {
        setThreads.ifPresent(set -> set.invokeVoid(new Object[] {threads}));
    }
}
