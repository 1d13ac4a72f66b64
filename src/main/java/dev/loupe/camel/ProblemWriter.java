package dev.loupe.camel;

import dev.loupe.web.Problem;
import dev.loupe.web.Visit;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Bean {@code problem}: whatever went wrong becomes an answer the client can act on. Thread-safe. */
public final class ProblemWriter {
    private static final Logger log = LoggerFactory.getLogger("loupe.http");

    public void write(Exchange exchange) {
        Throwable cause = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        Problem problem = Problem.of(cause, exchange.getExchangeId());
        if (problem.status() == 500 && exchange.getProperty(DeadLetter.LOGGED) != cause) {
            log.error("{} failed", exchange.getExchangeId(), cause);
        }
        Message message = exchange.getMessage();
        message.getHeaders().clear();
        message.setHeader(Exchange.HTTP_RESPONSE_CODE, problem.status());
        message.setHeader(Exchange.CONTENT_TYPE, Problem.MEDIA_TYPE);
        if (problem.retryAfter() > 0) {
            message.setHeader("Retry-After", problem.retryAfter());
        }
        message.setBody(problem.json());
        Visit visit = exchange.getProperty(Enhance.VISIT, Visit.class);
        if (visit != null) {
            visit.leave();
        }
    }
}
