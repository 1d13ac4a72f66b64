package dev.loupe.camel.source;

import dev.loupe.codec.Codec;
import dev.loupe.report.Samples;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Exchange;

/** Bean {@code reportSamples}: shows what is done to the report, which keeps a few pictures of each source. Thread-safe. */
public final class ReportSamples {
    private final Path folder;
    private final Codec codec;
    private final Map<String, Samples> each = new ConcurrentHashMap<>();

    public ReportSamples(Path folder, Codec codec) {
        this.folder = folder;
        this.codec = codec;
    }

    public void offer(Exchange exchange) {
        SourceItem item = SourceItem.on(exchange);
        try {
            each.computeIfAbsent(item.source().name(),
                    name -> new Samples(folder.resolve(name), codec, new Random()))
                    .offer(item.id(), () -> Files.readAllBytes(item.file()),
                            () -> Files.readAllBytes(item.result()));
        } catch (RuntimeException unkept) {
            Source.log.warn("{} is not among the report's pictures: {}", item,
                    unkept.getMessage()); // it is done all the same
        }
    }
}
