package dev.loupe.engine.onednn;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.ToIntFunction;
import org.bytedeco.javacpp.Pointer;

/** Native objects that live and die together: the last one made is destroyed first. Not thread-safe. */
final class Owned implements AutoCloseable {
    private final Deque<Runnable> releases = new ArrayDeque<>();

    /** Takes over an object and returns it. */
    <P extends Pointer> P keep(P object, ToIntFunction<P> destroy) {
        releases.push(() -> destroy.applyAsInt(object));
        return object;
    }

    /** Takes over anything that is given back by {@code release}. */
    void keep(Runnable release) {
        releases.push(release);
    }

    @Override
    public void close() {
        while (!releases.isEmpty()) {
            releases.pop().run();
        }
    }
}
