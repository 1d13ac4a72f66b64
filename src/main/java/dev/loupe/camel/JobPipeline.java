package dev.loupe.camel;

import dev.loupe.codec.Bytes;
import dev.loupe.codec.ImageFormat;
import dev.loupe.engine.Progress;
import dev.loupe.job.Job;
import dev.loupe.job.JobWork.Outcome;
import dev.loupe.job.JobWork.Pipeline;
import dev.loupe.upscale.Option;
import dev.loupe.upscale.Report;
import dev.loupe.web.JobJson;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.support.DefaultExchange;

/** Sends a job's picture through the route {@code direct:job}, on the job's own thread. Thread-safe. */
final class JobPipeline implements Pipeline {
    private volatile ProducerTemplate template;

    void open(CamelContext context) {
        template = context.createProducerTemplate();
    }

    @Override
    public Outcome enlarge(Job job, Bytes input, Progress progress) throws Exception {
        Exchange exchange = new DefaultExchange(template.getCamelContext());
        exchange.setExchangeId(job.id());
        Message message = exchange.getMessage();
        message.setHeader(Headers.NAME, job.name());
        job.options().forEach((name, text) -> option(name)
                .ifPresent(option -> message.setHeader(option.header(), text)));
        message.setBody(input);
        exchange.setProperty("LoupeProgress", progress);
        exchange.setProperty("LoupeOnce", true);
        exchange.setProperty(DeadLetter.SENDER_LOGS, true);
        Exchange done = template.send("direct:job", exchange);
        if (done.getException() != null) {
            throw done.getException();
        }
        Report report = done.getProperty(ResponseWriter.REPORT, Report.class);
        String extension = done.getMessage().getHeader(Headers.RESULT_EXTENSION, String.class);
        String format = ImageFormat.named(extension).orElseThrow().name().toLowerCase(Locale.ROOT);
        return new Outcome(done.getMessage().getBody(byte[].class), format, report.plan().result().width(),
                report.plan().result().height(), JobJson.report(report));
    }

    private static Optional<Option> option(String parameter) {
        return Arrays.stream(Option.values()).filter(option -> option.parameter().equals(parameter)).findFirst();
    }
}
