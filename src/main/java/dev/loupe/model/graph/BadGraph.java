package dev.loupe.model.graph;

import java.io.IOException;

/** What is wrong with a graph, as the end of a sentence that begins with its file's name. */
final class BadGraph extends IOException {
    BadGraph(String reason) {
        super(reason);
    }
}
