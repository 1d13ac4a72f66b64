package dev.loupe.engine.onednn;

import java.util.Map;

/**
 * What a stored 1 stands for in tensors that are kept as integers, by the tensor's id; always above zero. The weights
 * on both sides absorb it.
 */
record Units(Map<Integer, Float> byTensor) {
    static final Units NONE = new Units(Map.of());

    float of(int tensor) {
        Float unit = byTensor.get(tensor);
        if (unit == null) {
            throw new IllegalStateException("tensor " + tensor + " was not measured");
        }
        return unit;
    }
}
