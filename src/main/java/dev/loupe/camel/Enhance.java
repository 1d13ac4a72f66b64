package dev.loupe.camel;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.loupe.codec.ImageFormat;
import dev.loupe.plan.Oversize;
import dev.loupe.upscale.Option;
import dev.loupe.upscale.Report;
import dev.loupe.web.Accept;
import dev.loupe.web.Fields;
import dev.loupe.web.Intake;
import dev.loupe.web.Problem;
import dev.loupe.web.Refusal;
import dev.loupe.web.Reports;
import dev.loupe.web.Upload;
import dev.loupe.web.Visit;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/** Bean {@code enhance}: a picture that came by HTTP, and the answer with its enlargement. Thread-safe. */
public final class Enhance {
    static final String VISIT = "LoupeVisit";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Intake intake;
    private final Oversize oversize;

    Enhance(Intake intake, Oversize oversize) {
        this.intake = intake;
        this.oversize = oversize;
    }

    /** The request's picture as body, its options as headers, and nothing else of what the client sent. */
    public void open(Exchange exchange) {
        Message message = exchange.getMessage();
        Visit visit = intake.visit(message.getBody());
        exchange.setProperty(VISIT, visit);
        visit.begin();
        Accept accept = Accept.parse(message.getHeader("Accept", String.class));
        exchange.setProperty(Accept.class.getName(), accept);
        if (visit.upload().parts().size() != 1) {
            throw new Refusal(Problem.badRequest("Send one picture to /enhance, or several to /jobs."));
        }
        Map<Option, String> options = Fields.options(visit.upload().fields());
        accept.format().ifPresent(format -> options.putIfAbsent(Option.FORMAT, format.name().toLowerCase(Locale.ROOT)));
        options.putIfAbsent(Option.OVERSIZE, oversize.name().toLowerCase(Locale.ROOT));
        message.getHeaders().clear();
        options.forEach((option, text) -> message.setHeader(option.header(), text));
        Upload.Part picture = visit.upload().parts().get(0);
        message.setHeader(Headers.NAME, picture.name());
        message.setBody(picture.bytes());
        exchange.setProperty("LoupeProgress", visit.progress());
        exchange.setProperty("LoupeOnce", true);
    }

    /** The enlarged picture, or JSON that holds it, and what was done to it. */
    public void answer(Exchange exchange) throws JsonProcessingException {
        Message message = exchange.getMessage();
        Report report = exchange.getProperty(ResponseWriter.REPORT, Report.class);
        ImageFormat format = ImageFormat.named(message.getHeader(Headers.RESULT_EXTENSION, String.class)).orElseThrow();
        byte[] picture = message.getBody(byte[].class);
        message.getHeaders().clear();
        Reports.headers(report).forEach(message::setHeader);
        message.setHeader("Vary", "Accept");
        if (exchange.getProperty(Accept.class.getName(), Accept.class).json()) {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("image", picture);
            json.put("format", format.name().toLowerCase(Locale.ROOT));
            json.putAll(Reports.json(report));
            message.setHeader(Exchange.CONTENT_TYPE, "application/json");
            message.setBody(JSON.writeValueAsBytes(json));
        } else {
            message.setHeader(Exchange.CONTENT_TYPE, format.mediaType());
        }
        exchange.getProperty(VISIT, Visit.class).leave();
    }
}
