package dev.loupe.web;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Lets so many requests through at once; a few more wait a short time, on no thread at all. Safe for several threads.
 */
public final class Gate {
    private final int room;
    private final int waitingRoom;
    private final Duration wait;
    private final Deque<Waiter> waiters = new ArrayDeque<>();
    private int inside;

    public Gate(int room, int waitingRoom, Duration wait) {
        this.room = room;
        this.waitingRoom = waitingRoom;
        this.wait = wait;
    }

    /** Whoever waits: {@code enter} or {@code refuse} is called, once, on the event loop that it came from. */
    private record Waiter(Context context, Visit visit, Runnable enter, long timer) {}

    /**
     * Calls {@code enter} when there is room, or {@code refuse} when there is none in time. Called on an event loop.
     */
    void pass(Vertx vertx, Visit visit, Runnable enter, Runnable refuse) {
        boolean now = false;
        boolean later = false;
        synchronized (this) {
            if (inside < room && waiters.isEmpty()) {
                inside++;
                now = true;
            } else if (waiters.size() < waitingRoom) {
                long timer = vertx.setTimer(Math.max(1, wait.toMillis()), fired -> giveUp(visit, refuse));
                waiters.add(new Waiter(vertx.getOrCreateContext(), visit, enter, timer));
                later = true;
            }
        }
        if (now) {
            visit.entered(() -> next(vertx));
            enter.run();
        } else if (!later) {
            refuse.run();
        }
    }

    private void giveUp(Visit visit, Runnable refuse) {
        boolean waited;
        synchronized (this) {
            waited = waiters.removeIf(waiter -> waiter.visit() == visit);
        }
        if (waited) {
            refuse.run();
        }
    }

    private void next(Vertx vertx) {
        Waiter next;
        synchronized (this) {
            next = waiters.poll();
            if (next == null) {
                inside--;
                return;
            }
        }
        vertx.cancelTimer(next.timer());
        next.visit().entered(() -> next(vertx));
        if (next.visit().isGone()) {
            next.visit().leave();
        } else {
            next.context().runOnContext(loop -> next.enter().run());
        }
    }

    /** Requests that are worked on now. */
    public synchronized int inProgress() {
        return inside;
    }

    public synchronized int waiting() {
        return waiters.size();
    }
}
