package dev.loupe.remote;

import dev.loupe.Needs;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Stands between Loupe and a server and breaks connections by script. It is the server at another loopback address,
 * with the same port numbers: whatever data ports the server announces lead through it too, be they in clear text or in
 * a control connection that is encrypted. Thread-safe.
 */
public final class FaultProxy implements AutoCloseable {
    /** Linux answers on all of 127/8. */
    public static final String HOST = "127.0.0.2";

    private final String target;
    private final List<Integer> ports;
    private final int control;
    private final Queue<Fault> controlScript = new ConcurrentLinkedQueue<>();
    private final Queue<Fault> dataScript = new ConcurrentLinkedQueue<>();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicLong connections = new AtomicLong();
    private final List<ServerSocket> listeners = new ArrayList<>();
    private final List<Thread> acceptors = new ArrayList<>();

    /** What happens to one connection; bytes are counted in both directions together. */
    public record Fault(Duration delay, long bytes, End end) {
        public static final Fault NONE = after(Long.MAX_VALUE, End.CLOSE);

        /** Every packet waits so long. */
        public static Fault slow(Duration delay) {
            return new Fault(delay, Long.MAX_VALUE, End.CLOSE);
        }

        /** RST after so many bytes. */
        public static Fault reset(long bytes) {
            return after(bytes, End.RESET);
        }

        /** An orderly end after so many bytes: what was sent so far looks like all there was. */
        public static Fault truncate(long bytes) {
            return after(bytes, End.CLOSE);
        }

        /** Nothing more after so many bytes, without an end. */
        public static Fault silence(long bytes) {
            return after(bytes, End.SILENCE);
        }

        private static Fault after(long bytes, End end) {
            return new Fault(Duration.ZERO, bytes, end);
        }
    }

    public enum End { RESET, CLOSE, SILENCE }

    private FaultProxy(String target, int control, List<Integer> ports) throws IOException {
        Needs.address(HOST);
        this.target = target;
        this.control = control;
        this.ports = ports;
        up();
    }

    public static FaultProxy before(FtpSite site) throws IOException {
        List<Integer> ports = new ArrayList<>(site.dataPorts());
        ports.add(site.port());
        return new FaultProxy(FtpSite.HOST, site.port(), ports);
    }

    /** Before a server with one port, whose connections all count as control connections. */
    public static FaultProxy before(int port) throws IOException {
        return new FaultProxy(FtpSite.HOST, port, List.of(port));
    }

    /** The next control connections (all, for a server with one port) go wrong like this, one after the other. */
    public FaultProxy onControl(Fault... faults) {
        controlScript.addAll(List.of(faults));
        return this;
    }

    /** The next data connections (listings, downloads, uploads) go wrong like this, one after the other. */
    public FaultProxy onData(Fault... faults) {
        dataScript.addAll(List.of(faults));
        return this;
    }

    /** Faults that no connection has met yet. */
    public int pending() {
        return controlScript.size() + dataScript.size();
    }

    public long connections() {
        return connections.get();
    }

    /** Connections are refused, and those there are end, until {@link #up()}. */
    public synchronized void down() {
        listeners.forEach(FaultProxy::end);
        acceptors.forEach(FaultProxy::join); // until then, the system may still take a connection
        listeners.clear();
        acceptors.clear();
        open.forEach(FaultProxy::reset);
    }

    public synchronized void up() {
        for (int port : ports) {
            ServerSocket listener = listen(HOST, port);
            listeners.add(listener);
            acceptors.add(start("proxy " + port, () -> accept(listener, port)));
        }
    }

    private void accept(ServerSocket listener, int port) {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                connections.incrementAndGet();
                Fault fault = (port == control ? controlScript : dataScript).poll();
                open.add(client);
                connect(client, port, fault == null ? Fault.NONE : fault);
            } catch (IOException ended) {
                // down
            }
        }
    }

    private void connect(Socket client, int port, Fault fault) {
        try {
            Socket server = new Socket(target, port);
            open.add(server);
            AtomicLong left = new AtomicLong(fault.bytes());
            start("to server", () -> pump(client, server, fault, left));
            start("to client", () -> pump(server, client, fault, left));
        } catch (IOException refused) {
            reset(client);
        }
    }

    private void pump(Socket from, Socket to, Fault fault, AtomicLong left) {
        byte[] buffer = new byte[16 * 1024];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                LockSupport.parkNanos(fault.delay().toNanos());
                long before = left.getAndAdd(-read);
                out.write(buffer, 0, (int) Math.max(0, Math.min(read, before)));
                if (before - read < 0 && fault.end() != End.SILENCE) {
                    finish(from, to, fault.end());
                    return;
                }
            }
            to.shutdownOutput();
        } catch (IOException broken) {
            reset(from);
            reset(to);
        }
    }

    private void finish(Socket from, Socket to, End end) {
        for (Socket socket : List.of(to, from)) {
            if (end == End.RESET) {
                reset(socket);
            } else {
                end(socket);
            }
        }
    }

    @Override
    public void close() {
        down();
    }

    private static Thread start(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    static ServerSocket listen(String host, int port) {
        try {
            ServerSocket socket = new ServerSocket();
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getByName(host), port));
            return socket;
        } catch (IOException taken) {
            throw new UncheckedIOException(taken);
        }
    }

    /** With RST: the peer's next read or write fails. */
    private static void reset(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
        } catch (IOException closed) {
            return;
        }
        end(socket);
    }

    static void end(AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (Exception broken) {
            // it is over either way
        }
    }
}
