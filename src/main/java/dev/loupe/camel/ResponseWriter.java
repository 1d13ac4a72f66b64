package dev.loupe.camel;

import dev.loupe.upscale.Report;
import dev.loupe.upscale.Result;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.support.SynchronizationAdapter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Bean {@code response}: a {@link Result} becomes the message's body, with headers that say what was done. */
public final class ResponseWriter {
    /** Where later steps of a route find the whole {@link Report}. */
    public static final String REPORT = "LoupeReport";

    private static final Logger log = LoggerFactory.getLogger("loupe.pictures");

    private final PictureMetrics metrics;

    public ResponseWriter(PictureMetrics metrics) {
        this.metrics = metrics;
    }

    public void write(Exchange exchange) {
        Message message = exchange.getMessage();
        Result result = message.getBody(Result.class);
        Report report = result.report();
        metrics.done(report);
        measureDelivery(exchange);
        exchange.setProperty(REPORT, report);
        message.setBody(result.picture().bytes());
        message.setHeader(Exchange.CONTENT_TYPE, result.picture().format().mediaType());
        message.setHeader(Headers.RESULT_EXTENSION, result.picture().format()
                .extensionFor(message.getHeader(Exchange.FILE_NAME, "", String.class)));
        message.setHeader(Headers.RESULT_SIZE, report.plan().result().toString());
        message.setHeader(Headers.INPUT_SIZE, report.plan().input().toString());
        message.setHeader(Headers.MODEL_USED, report.engine().model());
        message.setHeader(Headers.ENGINE_USED, report.engine().provider());
        message.setHeader(Headers.DEVICE_USED, report.engine().device().toString());
        message.setHeader(Headers.PRECISION_USED, report.engine().precision().toString());
        message.setHeader(Headers.MILLISECONDS, report.timings().totalMillis());
        if (!report.notes().isEmpty()) {
            message.setHeader(Headers.NOTES, String.join("; ", report.notes()));
        }
        log.info("{} {} enlarged: {}", exchange.getExchangeId(), report.source().name(), report);
    }

    /** Until the exchange is over; a job's is over at once, and its delivery is measured where it is done. */
    private void measureDelivery(Exchange exchange) {
        if (exchange.getFromEndpoint() != null) {
            long since = System.nanoTime();
            exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
                @Override
                public void onComplete(Exchange delivered) {
                    metrics.delivered(System.nanoTime() - since);
                }
            });
        }
    }
}
