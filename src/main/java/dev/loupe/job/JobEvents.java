package dev.loupe.job;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Tells whoever listens that a job has changed. Listeners must be quick and not throw. Safe for several threads. */
public final class JobEvents {
    private final Map<String, Set<Runnable>> listeners = new ConcurrentHashMap<>();

    public void listen(String id, Runnable listener) {
        listeners.compute(id, (job, all) -> {
            Set<Runnable> more = all == null ? ConcurrentHashMap.newKeySet() : all;
            more.add(listener);
            return more;
        });
    }

    public void forget(String id, Runnable listener) {
        listeners.computeIfPresent(id, (job, all) -> {
            all.remove(listener);
            return all.isEmpty() ? null : all;
        });
    }

    void changed(String id) {
        listeners.getOrDefault(id, Set.of()).forEach(Runnable::run);
    }
}
