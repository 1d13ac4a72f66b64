package dev.loupe.camel;

import dev.loupe.codec.Bytes;
import dev.loupe.engine.Progress;
import dev.loupe.failure.Rejected;
import dev.loupe.plan.Limits;
import dev.loupe.upscale.Option;
import dev.loupe.upscale.Options;
import dev.loupe.upscale.Request;
import java.io.File;
import java.nio.file.Path;
import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.Message;
import org.apache.camel.WrappedFile;

/**
 * Bean {@code request}: a message's body and {@code Loupe*} headers become a {@link Request}. The one reader of
 * headers.
 */
public final class RequestReader {
    private final Options defaults;
    private final Limits limits;
    private final Stop stop;

    public RequestReader(Options defaults, Limits limits, Stop stop) {
        this.defaults = defaults;
        this.limits = limits;
        this.stop = stop;
    }

    /** @throws Rejected where an option is unreadable, or the body is larger than the limit */
    public Request read(Exchange exchange) throws InvalidPayloadException {
        Message message = exchange.getMessage();
        Long length = message.getHeader(Exchange.FILE_LENGTH, Long.class);
        if (length != null) {
            limits.requireBytes(length);
        }
        String name = message.getHeader(Headers.NAME, () -> message.getHeader(
                Exchange.FILE_NAME, exchange.getExchangeId(), String.class), String.class);
        Progress progress = exchange.getProperty("LoupeProgress", Progress.NONE, Progress.class);
        return new Request(name, bytes(message), options(message), stop.within(progress));
    }

    /** A file is left where it is until it is decoded. */
    private static Bytes bytes(Message message) throws InvalidPayloadException {
        Object body = message.getBody() instanceof WrappedFile<?> wrapped ? wrapped.getFile() : message.getBody();
        if (body instanceof Bytes bytes) {
            return bytes;
        }
        if (body instanceof File file) {
            return new Bytes.InFile(file.toPath());
        }
        return body instanceof Path file ? new Bytes.InFile(file)
                : new Bytes.InMemory(message.getMandatoryBody(byte[].class));
    }

    private Options options(Message message) {
        Options options = defaults;
        for (Option option : Option.values()) {
            String value = message.getHeader(option.header(), String.class);
            if (value != null && !value.isBlank()) {
                options = option.set(options, value);
            }
        }
        return options;
    }
}
