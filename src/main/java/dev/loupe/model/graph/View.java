package dev.loupe.model.graph;

/**
 * What one pixel of a value sees of the picture. A value of height h has {@code scale * h + margin} rows.
 *
 * @param scale pixels of the value for one of the picture
 * @param before input pixels it sees to the left or above, fractions included
 * @param after input pixels it sees to the right or below
 * @param unknown why none of this is known, or null
 */
record View(double scale, double before, double after, double margin, String unknown) {
    static final View PICTURE = new View(1, 0, 0, 0, null);

    static View unknown(String reason) {
        return new View(0, 0, 0, 0, reason);
    }

    /** Each pixel is made of its neighbours: so many of this value's pixels before it and after it. */
    View reaching(double pixelsBefore, double pixelsAfter) {
        return new View(scale, before + pixelsBefore / scale, after + pixelsAfter / scale, margin, unknown);
    }

    View grown(double pixels) {
        return new View(scale, before, after, margin + pixels, unknown);
    }

    View enlarged(double factor) {
        return new View(scale * factor, before, after, margin * factor, unknown);
    }

    /** Both are looked at for one result. */
    View joined(View other) {
        if (unknown != null || other.unknown != null) {
            return unknown != null ? this : other;
        }
        if (scale != other.scale || margin != other.margin) {
            return unknown("it joins values of two sizes");
        }
        return new View(scale, Math.max(before, other.before), Math.max(after, other.after), margin, null);
    }

    Geometry geometry() throws BadGraph {
        if (unknown != null) {
            throw new BadGraph(unknown);
        }
        if (margin != 0) {
            String which = margin < 0 ? "smaller" : "larger";
            throw new BadGraph("its result is " + (long) Math.abs(margin) + " pixels " + which + " than " + (long) scale
                    + " times its input");
        }
        return new Geometry((int) scale, (int) Math.ceil(Math.max(before, after) - 1e-9));
    }
}
