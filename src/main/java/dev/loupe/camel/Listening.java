package dev.loupe.camel;

import dev.loupe.failure.Failed;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Where a web server listens. */
final class Listening {
    private Listening() {}

    /**
     * Camel's server only logs that it could not listen, and goes on.
     *
     * @param keys the settings of host and port begin so
     * @throws Failed where the port is taken, the address is not this machine's, or the port is not for everybody
     */
    static void require(String what, String host, int port, String keys) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true); // as the server does; a port whose connections only fade out is free
            socket.bind(new InetSocketAddress(InetAddress.getByName(host), port));
        } catch (IOException | IllegalArgumentException refused) {
            throw new Failed(what + " cannot listen on " + host + ":" + port + " (" + refused.getMessage()
                    + "). Choose another address with " + keys + "host or " + keys + "port, or end what uses it.",
                    refused);
        }
    }
}
