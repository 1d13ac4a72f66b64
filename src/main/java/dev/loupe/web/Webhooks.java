package dev.loupe.web;

import dev.loupe.settings.JobSettings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells an address that a job has ended: signed, tried several times, never redirected, and never to an internal
 * address unless that is allowed. A name is resolved once for each try, and what was resolved is what is connected to.
 * Safe for several threads.
 */
public final class Webhooks {
    private static final Logger log = LoggerFactory.getLogger(Webhooks.class);
    private static final long TIMEOUT_MILLIS = 10_000;
    private static final int LONGEST = 2_000;

    private final JobSettings.Webhooks settings;
    private final Duration firstDelay;
    private volatile Vertx vertx;
    private HttpClient client;

    public Webhooks(JobSettings.Webhooks settings, Duration firstDelay) {
        this.settings = settings;
        this.firstDelay = firstDelay;
    }

    /** @throws Refusal where a callback can never be sent there */
    public void check(String url) {
        if (settings.secret().isEmpty()) {
            throw new Refusal(Problem.badRequest(
                    "Callbacks are switched off here (loupe.webhooks.secret is not set)."));
        }
        try {
            URI uri = new URI(url);
            boolean web = "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
            if (web && uri.getHost() != null && uri.getUserInfo() == null && url.length() <= LONGEST) {
                return;
            }
        } catch (URISyntaxException malformed) {
            // said below
        }
        throw new Refusal(Problem.badRequest("The callback is not an http or https address of at most " + LONGEST
                + " characters."));
    }

    /** From now on callbacks are sent. */
    public void on(Vertx webServers) {
        this.vertx = webServers;
    }

    /** Sends {@code json}, now or a little later; {@code settled} runs, on a worker, once it was taken or given up. */
    public void send(String url, byte[] json, Runnable settled) {
        if (vertx != null) {
            attempt(new Call(vertx, URI.create(url), json, settled), 1);
        }
    }

    private record Call(Vertx vertx, URI url, byte[] json, Runnable settled) {
        void settle() {
            vertx.executeBlocking(() -> {
                settled.run();
                return null;
            }, false);
        }
    }

    private void attempt(Call call, int attempt) {
        Vertx vertx = call.vertx();
        URI url = call.url();
        vertx.<InetAddress>executeBlocking(() -> resolve(url.getHost()), false)
                .compose(address -> post(vertx, url, address, call.json()))
                .onSuccess(status -> {
                    if (status / 100 == 2) {
                        call.settle();
                    } else {
                        again(call, attempt, "it answered " + status);
                    }
                })
                .onFailure(failure -> {
                    if (failure instanceof Internal) {
                        log.warn("The callback to {} is not sent: {}", url.getHost(), failure.getMessage());
                        call.settle();
                    } else {
                        again(call, attempt, failure.toString());
                    }
                });
    }

    private void again(Call call, int attempt, String why) {
        if (attempt >= settings.tries()) {
            log.warn("The callback to {} was not taken in {} tries: {}", call.url().getHost(), attempt, why);
            call.settle();
            return;
        }
        call.vertx().setTimer(Math.max(1, firstDelay.toMillis()) << (attempt - 1), due -> attempt(call, attempt + 1));
    }

    private Future<Integer> post(Vertx vertx, URI url, InetAddress address, byte[] json) {
        boolean tls = "https".equalsIgnoreCase(url.getScheme());
        int port = url.getPort() > 0 ? url.getPort() : tls ? 443 : 80;
        String path = url.getRawPath() == null || url.getRawPath().isEmpty() ? "/" : url.getRawPath();
        String timestamp = Long.toString(Instant.now().getEpochSecond());
        RequestOptions request = new RequestOptions().setMethod(HttpMethod.POST).setHost(url.getHost()).setPort(port)
                .setSsl(tls)
                .setServer(SocketAddress.inetSocketAddress(port, address.getHostAddress()))
                .setURI(url.getRawQuery() == null ? path : path + "?" + url.getRawQuery())
                .setFollowRedirects(false).setTimeout(TIMEOUT_MILLIS)
                .putHeader("Content-Type", "application/json")
                .putHeader("Loupe-Timestamp", timestamp)
                .putHeader("Loupe-Signature", "sha256=" + sign(timestamp, json));
        return client(vertx).request(request).compose(sending -> status(sending, json));
    }

    private static Future<Integer> status(HttpClientRequest sending, byte[] json) {
        return sending.send(Buffer.buffer(json)).map(answer -> {
            int status = answer.statusCode();
            answer.request().connection().close(); // nothing that is answered is of interest
            return status;
        });
    }

    private synchronized HttpClient client(Vertx vertx) {
        if (client == null) {
            client = vertx.createHttpClient(); // closed with Vert.x
        }
        return client;
    }

    /** Over the time and the body, so that a recorded callback cannot be sent again later. */
    String sign(String timestamp, byte[] json) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(settings.secret().getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            mac.update((timestamp + ".").getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(mac.doFinal(json));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible); // every Java platform must have HmacSHA256
        }
    }

    /** The address must not be reached from here. */
    private static final class Internal extends Exception {
        Internal(String message) {
            super(message);
        }
    }

    private InetAddress resolve(String host) throws UnknownHostException, Internal {
        InetAddress[] addresses = InetAddress.getAllByName(host.replaceAll("[\\[\\]]", ""));
        for (InetAddress address : addresses) {
            if (!settings.allowInternal() && isInternal(address)) {
                throw new Internal("it is an internal address; see loupe.webhooks.allow-internal");
            }
        }
        return addresses[0];
    }

    /**
     * Loopback, link-local, private, shared (RFC 6598), unique local (RFC 4193), this network, multicast and reserved.
     */
    static boolean isInternal(InetAddress address) {
        byte[] b = address.getAddress();
        boolean special = address.isLoopbackAddress() || address.isAnyLocalAddress() || address.isLinkLocalAddress()
                || address.isSiteLocalAddress() || address.isMulticastAddress();
        if (b.length == 4) {
            int first = b[0] & 0xff;
            int second = b[1] & 0xff;
            return special || first == 0 || first >= 240 || first == 100 && second >= 64 && second < 128
                    || first == 198 && (second == 18 || second == 19) || first == 192 && second == 0;
        }
        boolean uniqueLocal = (b[0] & 0xfe) == 0xfc;
        boolean embedsIpv4 = b[0] == 0 && (b[1] == 0 || b[1] == 0x64) // mapped, NAT64
                || b[0] == 0x20 && b[1] == 0x02; // 6to4
        return special || uniqueLocal || embedsIpv4;
    }
}
