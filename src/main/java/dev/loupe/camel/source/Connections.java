package dev.loupe.camel.source;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.apache.camel.Endpoint;
import org.apache.camel.component.file.remote.FtpEndpoint;
import org.apache.camel.component.file.remote.SftpEndpoint;

/**
 * Connections to the server of one endpoint: lent to one user at a time, kept for the next, closed when one breaks.
 * Safe for several threads.
 */
final class Connections implements AutoCloseable {
    private static final int KEPT = 4;
    private static final long TRUSTED_NANOS = Duration.ofSeconds(1).toNanos();

    private record Idle(Remote remote, long since) {}

    private final Endpoint endpoint;
    private final Deque<Idle> idle = new ArrayDeque<>();

    Connections(Endpoint endpoint) {
        this.endpoint = endpoint;
    }

    /** What is done with a connection. */
    @FunctionalInterface
    interface Work<T> {
        T with(Remote remote) throws IOException;
    }

    /** @throws Unreachable where the server is at fault; other {@link IOException}s where the file is */
    <T> T with(Work<T> work) throws IOException {
        Remote remote = borrow();
        try {
            T result = work.with(remote);
            giveBack(remote);
            return result;
        } catch (FileSystemException refused) {
            giveBack(remote);
            throw refused;
        } catch (IOException broken) {
            remote.close();
            throw new Unreachable(broken);
        } catch (RuntimeException broken) {
            remote.close();
            throw broken;
        }
    }

    private Remote borrow() throws Unreachable {
        for (Idle kept = poll(); kept != null; kept = poll()) {
            if (System.nanoTime() - kept.since() < TRUSTED_NANOS || kept.remote().alive()) {
                return kept.remote();
            }
            kept.remote().close();
        }
        try {
            return open();
        } catch (Exception refused) {
            throw new Unreachable(refused);
        }
    }

    private Remote open() throws Exception { // as Camel declares it
        if (endpoint instanceof FtpEndpoint<?> ftp) {
            return FtpRemote.connect(ftp);
        }
        return endpoint instanceof SftpEndpoint sftp ? SftpRemote.connect(sftp) : new LocalRemote();
    }

    private synchronized Idle poll() {
        return idle.pollLast();
    }

    private synchronized void giveBack(Remote remote) {
        if (idle.size() < KEPT) {
            idle.add(new Idle(remote, System.nanoTime()));
        } else {
            remote.close();
        }
    }

    @Override
    public synchronized void close() {
        idle.forEach(kept -> kept.remote().close());
        idle.clear();
    }
}
