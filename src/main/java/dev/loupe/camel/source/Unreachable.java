package dev.loupe.camel.source;

import java.io.IOException;

/** A server cannot be reached or does not do what it is asked: no file is at fault. */
final class Unreachable extends IOException {
    Unreachable(Throwable cause) {
        super(cause.getMessage(), cause);
    }
}
