package dev.loupe.web;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.impl.VertxInternal;
import io.vertx.ext.web.Router;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Closes connections on which no request's head has arrived in time. Vert.x itself closes only those on which nothing
 * arrives at all; a byte now and then would hold one for ever. Safe for several threads.
 */
public final class Patience implements AutoCloseable {
    private final Vertx vertx = Vertx.vertx();
    private final long millis;
    /** The timer of each connection that has no request at the moment. */
    private final Map<HttpConnection, Long> waiting = new ConcurrentHashMap<>();

    public Patience(Duration headerTimeout) {
        this.millis = Math.max(1, headerTimeout.toMillis());
    }

    /**
     * A Vert.x whose HTTP servers have this patience. Camel makes its servers itself and lets nobody at them before
     * they listen, when it is too late to see their connections.
     */
    public Vertx vertx() {
        return (Vertx) Proxy.newProxyInstance(Patience.class.getClassLoader(), new Class<?>[] {VertxInternal.class},
                (proxy, method, arguments) -> {
                    try {
                        return method.getName().equals("createHttpServer") && arguments != null
                                && arguments[0] instanceof HttpServerOptions options
                                ? server(options)
                                : method.invoke(vertx, arguments);
                    } catch (InvocationTargetException thrown) {
                        throw thrown.getCause();
                    }
                });
    }

    /** One that could change to HTTP/2 without TLS would not know its connections before their first request. */
    private HttpServer server(HttpServerOptions options) {
        return vertx.createHttpServer(options.setHttp2ClearTextEnabled(false)).connectionHandler(this::opened);
    }

    /** Hears of the requests of a server; must be the first of its handlers. */
    public void on(Router router, int first) {
        router.route().order(first).handler(ctx -> {
            HttpConnection connection = ctx.request().connection();
            heard(connection);
            ctx.addEndHandler(ended -> await(connection));
            ctx.next();
        });
    }

    private void opened(HttpConnection connection) {
        connection.closeHandler(closed -> heard(connection));
        await(connection);
    }

    private void await(HttpConnection connection) {
        heard(connection);
        waiting.put(connection, vertx.setTimer(millis, late -> {
            if (waiting.remove(connection) != null) {
                connection.close();
            }
        }));
    }

    private void heard(HttpConnection connection) {
        Long timer = waiting.remove(connection);
        if (timer != null) {
            vertx.cancelTimer(timer);
        }
    }

    @Override
    public void close() {
        vertx.close();
    }
}
