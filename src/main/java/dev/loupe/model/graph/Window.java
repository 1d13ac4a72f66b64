package dev.loupe.model.graph;

/**
 * The window a convolution moves over a value.
 *
 * @param rows rows the window spans beyond its first
 * @param columns columns it spans beyond its first
 * @param top padding; the others alike
 * @param dense whether it stops at every pixel
 * @param plain whether it is dense, its taps lie side by side and it sees all channels
 */
record Window(int rows, int columns, int top, int left, int bottom, int right, boolean dense, boolean plain) {
    private static final int MAX = 1 << 12;

    /** Null where the weights are not known or the attributes make no sense. */
    static Window of(Node node, Tensor weights, Layout layout) {
        int[] strides = node.integers("strides", 1, 1);
        int[] dilations = node.integers("dilations", 1, 1);
        if (weights == null || weights.shape().length != 4 || strides.length != 2 || dilations.length != 2) {
            return null;
        }
        long rows = (layout.kernelHeight(weights) - 1L) * dilations[0];
        long columns = (layout.kernelWidth(weights) - 1L) * dilations[1];
        if (rows < 0 || columns < 0 || rows > MAX || columns > MAX) {
            return null;
        }
        int[] pads = pads(node, (int) rows, (int) columns);
        boolean dense = strides[0] == 1 && strides[1] == 1;
        boolean plain = dense && dilations[0] == 1 && dilations[1] == 1 && node.integer("group", 1) == 1;
        return pads == null
                ? null : new Window((int) rows, (int) columns, pads[0], pads[1], pads[2], pads[3], dense, plain);
    }

    /** Top, left, bottom, right; an odd sum of padding has its larger half after the picture, as in TensorFlow. */
    private static int[] pads(Node node, int rows, int columns) {
        int[] given = node.integers("pads", 0, 0, 0, 0);
        return switch (node.text("auto_pad", "NOTSET")) {
            case "NOTSET" -> given.length == 4 ? given : null;
            case "SAME_UPPER" -> new int[] {rows / 2, columns / 2, rows - rows / 2, columns - columns / 2};
            case "SAME_LOWER" -> new int[] {rows - rows / 2, columns - columns / 2, rows / 2, columns / 2};
            case "VALID" -> new int[4];
            default -> null;
        };
    }

    /** Whether this is what {@link Network.Convolution} stands for. */
    boolean isNetworkConvolution() {
        return plain && top == rows / 2 && left == columns / 2 && bottom == rows - top && right == columns - left;
    }

    View over(View seen) {
        if (!dense) {
            return View.unknown("it makes the picture smaller inside, so that tiles would not line up");
        }
        int growth = top + bottom - rows;
        if (left + right - columns != growth) {
            return View.unknown("its convolutions change height and width by different amounts");
        }
        return seen.reaching(Math.max(top, left), Math.max(rows - top, columns - left)).grown(growth);
    }
}
