package dev.loupe.job;

import dev.loupe.failure.Busy;
import dev.loupe.failure.Failed;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.JMSRuntimeException;
import jakarta.jms.Message;
import jakarta.jms.QueueBrowser;
import jakarta.jms.TextMessage;
import java.util.EnumMap;
import java.util.Enumeration;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The two lanes at the broker; a message is a job's id and nothing else. Safe for several threads. */
final class JobQueue {
    /** How long an empty queue is waited for; a bulk job may begin so much later. */
    private static final long WAIT_MILLIS = 200;

    private final Broker broker;
    private final Turns turns = new Turns();

    JobQueue(Broker broker) {
        this.broker = broker;
    }

    /** Durable at the broker when this returns. */
    void send(String id, Lane lane) {
        try (JMSContext context = broker.connections().createContext(JMSContext.AUTO_ACKNOWLEDGE)) {
            context.createProducer().send(context.createQueue(lane.queue()), id);
        } catch (JMSRuntimeException unreachable) {
            throw new Busy("The job queue's broker does not answer. Try again in a moment.");
        }
    }

    /**
     * The ids that wait; not those that are being worked on.
     *
     * @throws Failed if the broker does not answer
     */
    Set<String> waiting() {
        Set<String> ids = new HashSet<>();
        try (JMSContext context = broker.connections().createContext(JMSContext.AUTO_ACKNOWLEDGE)) {
            for (Lane lane : Lane.values()) {
                try (QueueBrowser browser = context.createBrowser(context.createQueue(lane.queue()))) {
                    for (Enumeration<?> messages = browser.getEnumeration(); messages.hasMoreElements(); ) {
                        ids.add(((TextMessage) messages.nextElement()).getText());
                    }
                }
            }
            return ids;
        } catch (JMSException | JMSRuntimeException unreachable) {
            Throwable reason = unreachable;
            while (reason.getCause() != null) {
                reason = reason.getCause();
            }
            throw new Failed("The job queue's broker does not answer (" + reason.getMessage()
                    + "). See loupe.broker.url.", unreachable);
        }
    }

    /** A job taken from the queue for the {@code count}th time; it is back there unless the receiver commits. */
    record Delivery(String id, int count) {}

    /** @throws JMSRuntimeException if the broker does not answer, or lacks a queue */
    Receiver receiver() {
        return new Receiver();
    }

    /** One worker's way into the lanes. Not thread-safe. */
    final class Receiver implements AutoCloseable {
        private final JMSContext context;
        private final Map<Lane, JMSConsumer> consumers = new EnumMap<>(Lane.class);

        private Receiver() {
            this.context = broker.ownConnections().createContext(JMSContext.SESSION_TRANSACTED);
            try {
                for (Lane lane : Lane.values()) {
                    consumers.put(lane, context.createConsumer(context.createQueue(lane.queue())));
                }
            } catch (RuntimeException refused) { // a queue may be missing at an external broker
                try (context) {
                    throw refused;
                }
            }
        }

        /** The next job, or empty after a short while without one. */
        Optional<Delivery> next() throws JMSException {
            Lane first = turns.first();
            Lane second = first == Lane.BULK ? Lane.INTERACTIVE : Lane.BULK;
            Message message = taken(first, consumers.get(first).receiveNoWait());
            if (message == null) {
                message = taken(second, consumers.get(second).receiveNoWait());
            }
            if (message == null) {
                message = taken(Lane.INTERACTIVE, consumers.get(Lane.INTERACTIVE).receive(WAIT_MILLIS));
            }
            return message == null ? Optional.empty() : Optional.of(new Delivery(
                    ((TextMessage) message).getText(), message.getIntProperty("JMSXDeliveryCount")));
        }

        private Message taken(Lane lane, Message message) {
            if (message != null) {
                turns.took(lane);
            }
            return message;
        }

        void commit() {
            context.commit();
        }

        void rollback() {
            context.rollback();
        }

        @Override
        public void close() {
            context.close();
        }
    }
}
