package dev.loupe.camel.source;

import dev.loupe.camel.Headers;
import dev.loupe.failure.Cancelled;
import dev.loupe.failure.Rejected;
import dev.loupe.failure.Rejected.Limit;
import dev.loupe.failure.Rejected.Reason;
import dev.loupe.ledger.Ledger;
import dev.loupe.ledger.ResultName;
import dev.loupe.settings.SourceSettings.Policy;
import dev.loupe.settings.SourceSettings.Results;
import dev.loupe.settings.SourceSettings.Verify;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.component.file.GenericFileEndpoint;

/** Bean {@code delivery}: from a fetched picture to a result that has arrived. Thread-safe. */
public final class Delivery {
    /** The result, for as long as the body is something else. */
    static final String RESULT = "LoupeResult";
    static final String RESULT_NAME = "LoupeResultName";
    static final String TEMPORARY_NAME = "LoupeTemporaryName";
    static final String SIDECAR = "LoupeSidecar";

    private final SourceDoor door;
    private final Ledger ledger;
    private final int crashAttempts;

    Delivery(SourceDoor door, Ledger ledger, int crashAttempts) {
        this.door = door;
        this.ledger = ledger;
        this.crashAttempts = crashAttempts;
    }

    /**
     * Before work starts: says durably that it starts.
     *
     * @throws Rejected if the process has died too often while working on this very picture
     */
    public void begin(Exchange exchange) {
        Fetched fetched = Fetched.on(exchange);
        if (door.stopping() || !fetched.probe() && fetched.source().results().open().isPresent()) {
            throw new Cancelled("It is done later.");
        }
        int begun = ledger.begin(fetched.id());
        if (begun > crashAttempts) {
            throw new Rejected(Reason.DIED_WORKING, "the process died while working on it, " + (begun - 1)
                    + " times; the limit is loupe.crash-attempts=" + crashAttempts + ".",
                    new Limit("loupe.crash-attempts", crashAttempts, begun - 1));
        }
    }

    /** Once the result is there: reserves its name where results go. */
    public void name(Exchange exchange) {
        Fetched fetched = Fetched.on(exchange);
        Results results = fetched.source().settings().results();
        String extension = exchange.getMessage().getHeader(Headers.RESULT_EXTENSION, String.class);
        String name = ledger.place(fetched.id(), results.source().orElse("") + ":" + results.place(),
                ResultName.of(fetched.entry().path(), extension));
        byte[] result = exchange.getMessage().getBody(byte[].class);
        exchange.setProperty(RESULT, result);
        if (results.source().isPresent()) {
            exchange.getMessage().setBody(new PacedStream(result, fetched.source().pace()));
        }
        exchange.setProperty(SIDECAR, results.sidecar());
        address(exchange, name, ".loupe-" + fetched.id() + ".part");
    }

    private static void address(Exchange exchange, String name, String temporary) {
        exchange.setProperty(RESULT_NAME, name);
        exchange.setProperty(TEMPORARY_NAME, temporary);
        exchange.getMessage().setHeader(Exchange.FILE_NAME, name);
    }

    /** After it was sent: makes sure that it is there, whole. */
    public void verify(Exchange exchange) throws IOException {
        Fetched fetched = Fetched.on(exchange);
        byte[] result = exchange.getProperty(RESULT, byte[].class);
        Endpoint endpoint = exchange.getContext().hasEndpoint(exchange.getProperty(Exchange.TO_ENDPOINT, String.class));
        if (endpoint instanceof GenericFileEndpoint<?> files && !fetched.source().settings().results().endpoint()) {
            String directory = files.getConfiguration().getDirectory();
            String path = (directory.isEmpty() || directory.endsWith("/") ? directory : directory + "/")
                    + exchange.getProperty(RESULT_NAME, String.class);
            door.connections(endpoint).with(remote -> {
                verify(remote, path, result, fetched.source());
                return null;
            });
        }
        fetched.source().results().succeeded().ifPresent(away -> Source.log.info(
                "{}: results can be delivered again, after {} s", fetched.source().name(), away.toSeconds()));
    }

    /** Where the original is to be deleted, a size alone is not enough. */
    private static void verify(Remote remote, String path, byte[] result, Source source) throws IOException {
        OptionalLong size = remote.size(path);
        if (size.isEmpty() || size.getAsLong() != result.length) {
            throw new FileSystemException(path, null,
                    "Of " + result.length + " bytes, " + size.orElse(0) + " have arrived.");
        }
        boolean read = source.settings().results().verify() == Verify.READ;
        Optional<Remote.Checksum> told = read ? Optional.empty() : remote.checksum(path);
        boolean needed = read || told.isPresent() || source.settings().original().policy() == Policy.DELETE;
        if (needed && !Sums.same(told, out -> remote.read(path, 0, source.pace().into(out)),
                out -> out.write(result))) {
            throw new FileSystemException(path, null, "What has arrived is not what was sent: its "
                    + told.map(Remote.Checksum::algorithm).orElse("content") + " is another.");
        }
    }

    /** The file beside the result that holds its checksum, in the form of {@code sha256sum}. */
    public void sidecar(Exchange exchange) {
        String name = exchange.getProperty(RESULT_NAME, String.class);
        String line = Sums.sha256(exchange.getProperty(RESULT, byte[].class)) + "  "
                + name.substring(name.lastIndexOf('/') + 1) + "\n";
        exchange.getMessage().setBody(line.getBytes(StandardCharsets.UTF_8));
        address(exchange, ResultName.beside(name, ".sha256"),
                exchange.getProperty(TEMPORARY_NAME, String.class) + ".sha256");
    }
}
