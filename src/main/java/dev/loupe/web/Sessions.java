package dev.loupe.web;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What browsers got for a key: a random word each, known until the process ends at most. Safe for several threads. */
final class Sessions {
    private static final int MOST = 10_000;

    private record Session(Caller caller, Instant until) {}

    private final SecureRandom random = new SecureRandom();
    private final Duration life;
    private final Map<String, Session> sessions = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Session> eldest) {
            return size() > MOST;
        }
    };

    Sessions(Duration life) {
        this.life = life;
    }

    synchronized String open(Caller caller) {
        byte[] word = new byte[32];
        random.nextBytes(word);
        String token = HexFormat.of().formatHex(word);
        sessions.put(token, new Session(caller, Instant.now().plus(life)));
        return token;
    }

    synchronized Optional<Caller> caller(String token) {
        Session session = sessions.get(token);
        if (session == null || session.until().isBefore(Instant.now())) {
            sessions.remove(token);
            return Optional.empty();
        }
        return Optional.of(session.caller());
    }

    synchronized void close(String token) {
        sessions.remove(token);
    }
}
