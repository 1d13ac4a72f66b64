package dev.loupe.camel.source;

import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Component;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.support.DefaultComponent;
import org.apache.camel.support.DefaultConsumer;
import org.apache.camel.support.DefaultEndpoint;

/** Camel's {@code work:NAME}: consumes the items of the source called so, one after the other, as they are claimed. */
final class WorkComponent extends DefaultComponent {
    private static final long PAUSE_MILLIS = 500;

    private final Claims claims;

    WorkComponent(Claims claims) {
        this.claims = claims;
    }

    @Override
    protected Endpoint createEndpoint(String uri, String source, Map<String, Object> parameters) {
        return new WorkEndpoint(uri, this, source);
    }

    private final class WorkEndpoint extends DefaultEndpoint {
        private final String source;

        WorkEndpoint(String uri, Component component, String source) {
            super(uri, component);
            this.source = source;
        }

        @Override
        public Consumer createConsumer(Processor processor) {
            return new WorkConsumer(this, processor, source);
        }

        @Override
        public Producer createProducer() {
            throw new UnsupportedOperationException("Items are admitted by listings; nothing can be sent to work:"
                    + source + ".");
        }
    }

    /** One thread, so that a slow server holds up its own source alone. */
    private final class WorkConsumer extends DefaultConsumer {
        private final String source;
        private Thread thread;

        WorkConsumer(Endpoint endpoint, Processor processor, String source) {
            super(endpoint, processor);
            this.source = source;
        }

        @Override
        protected void doStart() throws Exception { // as Camel declares it
            super.doStart();
            thread = new Thread(this::run, "items-" + source);
            thread.start();
        }

        private void run() {
            while (isRunAllowed() && !claims.ended()) {
                if (!consumed()) {
                    claims.await(source, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
                }
            }
        }

        /** False where there is nothing to do now. */
        private boolean consumed() {
            Exchange exchange = createExchange(false);
            try {
                if (!claims.claim(source, exchange)) {
                    return false;
                }
                getProcessor().process(exchange);
                return true;
            } catch (Exception failure) { // as Camel declares it
                Source.log.warn("{}: no picture can be claimed now: {}", source, failure.getMessage());
                return false;
            } finally {
                releaseExchange(exchange, false);
            }
        }
    }
}
