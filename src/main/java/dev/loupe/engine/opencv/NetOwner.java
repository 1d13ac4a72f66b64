package dev.loupe.engine.opencv;

import dev.loupe.failure.Failed;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.bytedeco.opencv.global.opencv_core;

/**
 * Where everything is done to a device's networks: on the processor by whoever calls, on a CUDA device by the one
 * thread that owns it, because OpenCV crashes when two threads use networks on one GPU (opencv/opencv#18514).
 */
interface NetOwner {
    NetOwner CALLER = new NetOwner() {
        @Override
        public <T> T run(Supplier<T> work) {
            return work.get();
        }
    };

    /** Does the work and waits for it; an exception of the work comes out as it is. */
    <T> T run(Supplier<T> work);

    /** A thread for a CUDA device, which lives as long as the process. */
    static NetOwner cuda(int index) {
        ExecutorService thread = Executors.newSingleThreadExecutor(work -> {
            Thread owner = new Thread(work, "loupe-cuda-" + index);
            owner.setDaemon(true);
            return owner;
        });
        await(thread.submit(() -> opencv_core.setDevice(index)));
        return new NetOwner() {
            @Override
            public <T> T run(Supplier<T> work) {
                return await(thread.submit(work::get));
            }
        };
    }

    /** A native call cannot be interrupted: the interrupt is kept for the caller to see afterwards. */
    private static <T> T await(Future<T> result) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return result.get();
                } catch (InterruptedException again) {
                    interrupted = true;
                } catch (ExecutionException thrown) {
                    throw unchecked(thrown.getCause());
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static RuntimeException unchecked(Throwable cause) {
        if (cause instanceof Error error) {
            throw error;
        }
        return cause instanceof RuntimeException runtime ? runtime : new Failed("The GPU's thread failed.", cause);
    }
}
