package dev.loupe.engine.onednn;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Where a network is computed in integers, and what they mean.
 *
 * @param byTensor what a stored 1 stands for in each channel of the tensors that are kept as integers, by the tensor's
 *     id; always above zero. The weights on both sides absorb it
 * @param ends how many convolutions in a row at the network's end read no integers, at least {@link #ENDS}
 */
record Units(Map<Integer, List<Float>> byTensor, int ends) {
    /** Of {@code edsr-light}, the last two alone would cost 3 dB against f32 in int8. */
    static final int ENDS = 2;

    static final Units NONE = new Units(Map.of(), ENDS);

    /** Whether there is one for each channel of each tensor of {@code plain} that may be kept as integers. */
    boolean suit(Chain plain) {
        Map<Integer, Integer> channels = new HashMap<>();
        Typing.integers(plain).forEach(reader ->
                channels.put(reader.input(), plain.tensor(reader.input()).channels()));
        return byTensor.keySet().equals(channels.keySet())
                && byTensor.entrySet().stream().allMatch(each -> each.getValue().size() == channels.get(each.getKey()));
    }

    /** The same with other ends. */
    Units withEnds(int newEnds) {
        return new Units(byTensor, newEnds);
    }

    /** One for each channel. */
    float[] of(int tensor) {
        List<Float> units = byTensor.get(tensor);
        if (units == null) {
            throw new IllegalStateException("tensor " + tensor + " was not measured");
        }
        float[] each = new float[units.size()];
        for (int c = 0; c < each.length; c++) {
            each[c] = units.get(c);
        }
        return each;
    }

    /** One for all channels where they are alike, as that is quicker to multiply by; otherwise one for each. */
    static float[] shortest(float[] units) {
        for (float unit : units) {
            if (unit != units[0]) {
                return units;
            }
        }
        return new float[] {units[0]};
    }

    /** For dividing by them. */
    static float[] inverse(float[] units) {
        float[] inverse = new float[units.length];
        for (int c = 0; c < units.length; c++) {
            inverse[c] = 1 / units[c];
        }
        return inverse;
    }
}
