package dev.loupe.engine.onednn;

import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;

/** A pointer that is moved instead of made anew, so that walking through memory leaves no garbage. Owns nothing. */
final class Cursor extends FloatPointer {
    Cursor() {
        super((Pointer) null);
    }

    Cursor at(long place) {
        address = place;
        return this;
    }
}
