package dev.loupe.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Clients that take their time do not stop the rest, and those that never finish their request's head are closed. */
class SlowClientsTest extends WithService {
    private static final int SLOW = 200;

    @Override
    Map<String, String> keys() {
        return Map.of("loupe.http.header-timeout", "2s");
    }

    @Test
    void slowBodiesDoNotStopTheRest() throws Exception {
        List<Socket> slow = new ArrayList<>();
        for (int i = 0; i < SLOW; i++) {
            slow.add(begun("POST /enhance HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\nContent-Type: "
                    + (i % 2 == 0 ? "image/png" : Client.FORM) + "\r\n\r\n--"));
        }

        enhances();
        await().during(Duration.ofSeconds(3)).atMost(Duration.ofSeconds(6)).until(() -> isOpen(slow.get(0)));
        enhances();
        close(slow);
    }

    @Test
    void slowHeadsDoNotStopTheRestAndAreClosed() throws Exception {
        List<Socket> slow = new ArrayList<>();
        for (int i = 0; i < SLOW; i++) {
            slow.add(begun("POST /enhance HTTP/1.1\r\nX-"));
        }

        enhances();
        await().pollInterval(Duration.ofMillis(500)).atMost(Duration.ofSeconds(20)).until(() ->
                slow.stream().filter(SlowClientsTest::isOpen).count() == 0); // each look sends one more byte to all
        enhances();
        close(slow);
    }

    @Test
    void aSecondRequestOnTheSameConnectionHasTheSameTime() throws Exception {
        try (Socket client = begun("GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\nGET /livez HTTP/1.1\r\nX-")) {
            assertThat(client.getInputStream().read()).isEqualTo('H');
            await().pollInterval(Duration.ofMillis(500)).atMost(Duration.ofSeconds(20)).until(() -> !isOpen(client));
        }
    }

    private void enhances() throws Exception {
        assertThat(client.send("POST", "/enhance", PNG, "Content-Type", "image/png").statusCode()).isEqualTo(200);
    }

    private Socket begun(String request) throws IOException {
        URI address = URI.create(home.url);
        Socket socket = new Socket(address.getHost(), address.getPort());
        socket.setSoTimeout(10_000);
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    /** Sends one more byte, to see. */
    private static boolean isOpen(Socket socket) {
        try {
            socket.getOutputStream().write('a');
            socket.getOutputStream().flush();
            return true;
        } catch (SocketException closed) {
            return false;
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private static void close(List<Socket> sockets) throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
