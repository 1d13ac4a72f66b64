package dev.loupe.camel.source;

import dev.loupe.camel.Headers;
import dev.loupe.camel.ResponseWriter;
import dev.loupe.failure.Cancelled;
import dev.loupe.failure.Rejected;
import dev.loupe.failure.Rejected.Limit;
import dev.loupe.failure.Rejected.Reason;
import dev.loupe.raster.Size;
import dev.loupe.settings.SourceSettings.Policy;
import dev.loupe.settings.SourceSettings.Results;
import dev.loupe.settings.SourceSettings.Verify;
import dev.loupe.store.Duplicates;
import dev.loupe.upscale.Report;
import dev.loupe.work.ResultName;
import dev.loupe.work.ResultNames;
import dev.loupe.work.ResultNames.Place;
import dev.loupe.work.WorkItem.Outcome;
import dev.loupe.work.WorkItem.Stage;
import dev.loupe.work.WorkStore;
import dev.loupe.work.WorkerLease;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.component.file.GenericFileEndpoint;

/** Bean {@code delivery}: from an original that is here to a result that has arrived. Thread-safe. */
public final class Delivery {
    static final String RESULT_NAME = "LoupeResultName";
    static final String TEMPORARY_NAME = "LoupeTemporaryName";
    static final String SIDECAR = "LoupeSidecar";
    /** An overtaken worker of another home writes to another temporary file; one that tries again, to its own. */
    private static final int HOME_DIGITS = 8;

    private final SourceDoor door;
    private final WorkStore store;
    private final WorkerLease lease;
    private final ResultNames names;
    private final int crashAttempts;

    Delivery(SourceDoor door, WorkStore store, WorkerLease lease, ResultNames names, int crashAttempts) {
        this.door = door;
        this.store = store;
        this.lease = lease;
        this.names = names;
        this.crashAttempts = crashAttempts;
    }

    /**
     * Before work starts: says durably that it starts.
     *
     * @throws Rejected if the process has died too often while enlarging this very picture
     */
    public void begin(Exchange exchange) {
        SourceItem item = SourceItem.on(exchange);
        if (door.stopping() || item.source().results().open().isPresent()) {
            throw new Cancelled("It is done later.");
        }
        int deaths = item.item().deaths();
        if (deaths >= crashAttempts) {
            throw new Rejected(Reason.DIED_WORKING, "the process died while working on it, " + deaths
                    + " times; the limit is loupe.crash-attempts=" + crashAttempts + ".",
                    new Limit("loupe.crash-attempts", crashAttempts, deaths));
        }
        store.enlarging(item.claim());
    }

    /** Keeps the result until it is delivered, under the name it will have. */
    public void keep(Exchange exchange) throws IOException {
        SourceItem item = SourceItem.on(exchange);
        Results results = item.source().settings().results();
        String extension = exchange.getMessage().getHeader(Headers.RESULT_EXTENSION, String.class);
        names.reserve(item.claim(), new Place(results.source().orElse("") + ":" + results.place(), Duplicates.VERSION,
                Optional.empty()), ResultName.of(item.item().path(), extension));
        byte[] result = exchange.getMessage().getBody(byte[].class);
        Files.write(item.result(), result);
        Report report = exchange.getProperty(ResponseWriter.REPORT, Report.class);
        Size input = report.plan().input();
        Size output = report.plan().result();
        store.enlarged(item.claim(), new Outcome(Checksums.sha256(result), result.length, input.width(),
                input.height(), output.width(), output.height(), (System.nanoTime() - item.begun()) / 1_000_000,
                String.join("; ", report.notes()), report.source().part().isPresent()));
        exchange.setProperty(SourceDoor.STAGE, Stage.ENLARGED);
    }

    /** The kept result as body, and where it goes as headers. */
    public void address(Exchange exchange) {
        lease.requireHeld();
        SourceItem item = SourceItem.on(exchange);
        Results results = item.source().settings().results();
        exchange.getMessage().setBody(results.source().isPresent()
                ? new PacedStream(item.result(), item.source().pace()) : item.result().toFile());
        exchange.setProperty(SIDECAR, results.sidecar());
        address(exchange, door.stored(item).result().orElseThrow(),
                ".loupe-" + item.id() + "-" + lease.home().substring(0, HOME_DIGITS) + ".part");
    }

    private static void address(Exchange exchange, String name, String temporary) {
        exchange.setProperty(RESULT_NAME, name);
        exchange.setProperty(TEMPORARY_NAME, temporary);
        exchange.getMessage().setHeader(Exchange.FILE_NAME, name);
    }

    /** After it was sent: makes sure that it is there, whole. */
    public void verify(Exchange exchange) throws IOException {
        SourceItem item = SourceItem.on(exchange);
        Endpoint endpoint = exchange.getContext().hasEndpoint(exchange.getProperty(Exchange.TO_ENDPOINT, String.class));
        if (endpoint instanceof GenericFileEndpoint<?> files && !item.source().settings().results().endpoint()) {
            String path = SourceDoor.below(files.getConfiguration().getDirectory(),
                    exchange.getProperty(RESULT_NAME, String.class));
            door.connections(endpoint).with(remote -> {
                verify(remote, path, item);
                return null;
            });
        }
        item.source().results().succeeded().ifPresent(away -> Source.log.info(
                "{}: results can be delivered again, after {} s", item.source().name(), away.toSeconds()));
    }

    /** Where the original is to be deleted, a size alone is not enough. */
    private static void verify(Remote remote, String path, SourceItem item) throws IOException {
        OptionalLong size = remote.size(path);
        long expected = Files.size(item.result());
        if (size.isEmpty() || size.getAsLong() != expected) {
            throw new FileSystemException(path, null, "Of " + expected + " bytes, " + size.orElse(0)
                    + " have arrived.");
        }
        boolean read = item.source().settings().results().verify() == Verify.READ;
        Optional<Remote.Checksum> told = read ? Optional.empty() : remote.checksum(path);
        boolean needed = read || told.isPresent() || item.source().settings().original().policy() == Policy.DELETE;
        if (needed && !Checksums.same(told, out -> remote.read(path, 0, item.source().pace().into(out)),
                out -> Files.copy(item.result(), out))) {
            throw new FileSystemException(path, null, "What has arrived is not what was sent: its "
                    + told.map(Remote.Checksum::algorithm).orElse("content") + " is another.");
        }
    }

    /** The file beside the result that holds its checksum, in the form of {@code sha256sum}. */
    public void sidecar(Exchange exchange) throws IOException {
        String name = exchange.getProperty(RESULT_NAME, String.class);
        String line = Checksums.sha256(SourceItem.on(exchange).result()) + "  "
                + name.substring(name.lastIndexOf('/') + 1) + "\n";
        exchange.getMessage().setBody(line.getBytes(StandardCharsets.UTF_8));
        address(exchange, ResultName.beside(name, ".sha256"),
                exchange.getProperty(TEMPORARY_NAME, String.class) + ".sha256");
    }

    /** Records that the result has arrived. On the disk when this returns, where the original is to go. */
    public void delivered(Exchange exchange) {
        SourceItem item = SourceItem.on(exchange);
        store.delivered(item.claim(), !item.source().keeps());
        exchange.setProperty(SourceDoor.STAGE, Stage.DELIVERED);
    }
}
