package dev.loupe.engine;

import dev.loupe.failure.Cancelled;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;

/**
 * Work that several threads ask for at once is done by the first of them, once per key; the others wait for its result
 * or its exception. If the first is cancelled, the next one does the work. Nothing is kept afterwards.
 *
 * <p>Safe for several threads; work for one key never waits for another's.
 */
final class SingleFlight<K, V> {
    private final ConcurrentMap<K, CompletableFuture<V>> running = new ConcurrentHashMap<>();

    V get(K key, Supplier<V> work) {
        CompletableFuture<V> mine = new CompletableFuture<>();
        CompletableFuture<V> first = running.putIfAbsent(key, mine);
        while (first != null) {
            try {
                return joined(first);
            } catch (Cancelled notWe) {
                first = running.putIfAbsent(key, mine);
            }
        }
        try {
            V value = work.get();
            running.remove(key, mine); // before the others go on, who may ask again
            mine.complete(value);
            return value;
        } catch (RuntimeException | Error failed) {
            running.remove(key, mine);
            mine.completeExceptionally(failed);
            throw failed;
        }
    }

    private static <V> V joined(CompletableFuture<V> first) {
        try {
            return first.join();
        } catch (CompletionException failed) {
            if (failed.getCause() instanceof RuntimeException exception) {
                throw exception;
            }
            if (failed.getCause() instanceof Error error) {
                throw error;
            }
            throw failed;
        }
    }
}
