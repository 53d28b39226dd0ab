package heliograph.transport.grizzly;

import heliograph.transport.HttpRequest;
import heliograph.transport.HttpResponse;
import heliograph.transport.SocketEndpoint;
import heliograph.transport.SocketEndpoint.Decision;
import java.io.IOException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.glassfish.grizzly.Buffer;
import org.glassfish.grizzly.IOEvent;
import org.glassfish.grizzly.filterchain.BaseFilter;
import org.glassfish.grizzly.filterchain.FilterChainContext;
import org.glassfish.grizzly.filterchain.FilterChainEvent;
import org.glassfish.grizzly.filterchain.NextAction;
import org.glassfish.grizzly.http.HttpContent;
import org.glassfish.grizzly.http.HttpEvents;
import org.glassfish.grizzly.http.HttpHeader;
import org.glassfish.grizzly.http.HttpRequestPacket;
import org.glassfish.grizzly.http.HttpResponsePacket;
import org.glassfish.grizzly.http.Protocol;
import org.glassfish.grizzly.http.util.HttpStatus;
import org.glassfish.grizzly.memory.Buffers;
import org.glassfish.grizzly.nio.transport.TCPNIOConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands between Grizzly's HTTP codec and its handlers: turns away requests that are broken, takes
 * upgrades to WebSocket, lets everything else pass. While an endpoint decides, the connection is
 * not read, so frames right behind a handshake wait in their order.
 */
final class EntranceFilter extends BaseFilter {
    private static final Logger log = LoggerFactory.getLogger(EntranceFilter.class);
    private static final int KEY_BYTES = 16;

    private final Map<String, SocketEndpoint> endpoints;
    private final Upgrader upgrader;
    private final Linger linger;
    private final int maxBodyBytes;
    private final long patienceMillis;

    EntranceFilter(
            Map<String, SocketEndpoint> endpoints,
            Upgrader upgrader,
            Linger linger,
            int maxBodyBytes,
            long patienceMillis) {
        this.endpoints =
                endpoints.entrySet().stream()
                        .collect(
                                Collectors.toUnmodifiableMap(
                                        e -> Requests.withoutTrailingSlash(e.getKey()),
                                        Map.Entry::getValue));
        this.upgrader = upgrader;
        this.linger = linger;
        this.maxBodyBytes = maxBodyBytes;
        this.patienceMillis = patienceMillis;
    }

    /**
     * The codec takes every {@code Upgrade} header for the end of HTTP; an offer of anything but
     * WebSocket (Java's client offers h2c) is declined by answering as if there were none.
     */
    @Override
    public NextAction handleEvent(FilterChainContext context, FilterChainEvent event) {
        if (event instanceof HttpEvents.IncomingHttpUpgradeEvent upgrade) {
            HttpHeader header = upgrade.getHttpHeader();
            if (!isWebSocket(header)) {
                header.setUpgrade(null);
                header.setIgnoreContentModifiers(false);
            }
        }
        return context.getInvokeAction();
    }

    @Override
    public NextAction handleRead(FilterChainContext context) throws IOException {
        HttpContent content = context.getMessage();
        if (HttpContent.isBroken(content)) {
            // The codec has answered. Anything but an IOException is logged with its stack trace,
            // which is more than a client may make us write.
            throw new IOException("the body of a request is broken");
        }
        if (!(content.getHttpHeader() instanceof HttpRequestPacket packet)) {
            return context.getInvokeAction();
        }
        Optional<HttpResponse> fault = Requests.fault(packet, maxBodyBytes);
        if (fault.isPresent()) {
            refuse(context, packet, fault.get());
            return context.getStopAction();
        }
        if (!isWebSocket(packet)) {
            return context.getInvokeAction();
        }
        return handshake(context, packet, content.getContent());
    }

    private static boolean isWebSocket(HttpHeader header) {
        return "websocket".equalsIgnoreCase(header.getHeader("upgrade"));
    }

    private NextAction handshake(
            FilterChainContext context, HttpRequestPacket packet, Buffer behind) {
        CompletableFuture<Decision> decision = decide(packet, context);
        if (decision.isDone()) {
            finish(context, packet, behind, decision);
            return context.getStopAction();
        }
        context.suspend();
        NextAction suspended = context.getSuspendAction();
        TCPNIOConnection tcp = (TCPNIOConnection) context.getConnection();
        var _ =
                decision.completeOnTimeout(
                                new Decision.Refuse(Answers.unavailable()),
                                patienceMillis,
                                TimeUnit.MILLISECONDS)
                        .whenComplete((_, _) ->
                                tcp.executeInEventThread(
                                        IOEvent.READ,
                                        () -> resume(context, packet, behind, decision)));
        return suspended;
    }

    private void resume(
            FilterChainContext context,
            HttpRequestPacket packet,
            Buffer behind,
            CompletableFuture<Decision> decision) {
        try {
            finish(context, packet, behind, decision);
        } catch (RuntimeException e) {
            log.error("An upgrade failed", e);
            context.getConnection().terminateSilently();
        } finally {
            context.resume(context.getStopAction());
        }
    }

    private CompletableFuture<Decision> decide(
            HttpRequestPacket packet, FilterChainContext context) {
        try {
            HttpRequest request = Requests.of(packet, context.getConnection(), new byte[0]);
            Optional<HttpResponse> fault = handshakeFault(packet, request);
            if (fault.isPresent()) {
                return CompletableFuture.completedFuture(new Decision.Refuse(fault.get()));
            }
            SocketEndpoint endpoint = endpoints.get(Requests.withoutTrailingSlash(request.path()));
            if (endpoint == null) {
                return CompletableFuture.completedFuture(new Decision.Refuse(Answers.notFound()));
            }
            return endpoint.decide(request).toCompletableFuture().copy();
        } catch (IllegalArgumentException e) {
            return CompletableFuture.completedFuture(
                    new Decision.Refuse(Answers.badRequest("path or query cannot be decoded")));
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** RFC 6455 section 4.2.1. */
    private static Optional<HttpResponse> handshakeFault(
            HttpRequestPacket packet, HttpRequest request) {
        if (!request.method().equals("GET") || packet.getProtocol() != Protocol.HTTP_1_1) {
            return Optional.of(Answers.badRequest("a WebSocket begins with GET and HTTP/1.1"));
        }
        boolean asksToUpgrade =
                // Proxies may send the header twice, which means the same as once with a comma.
                request.headers().getOrDefault("connection", List.of()).stream()
                        .flatMap(value -> Arrays.stream(value.split(",", -1)))
                        .anyMatch(token -> token.strip().equalsIgnoreCase("upgrade"));
        if (!asksToUpgrade) {
            return Optional.of(Answers.badRequest("the header Connection must name Upgrade"));
        }
        if (request.header("content-length").filter(length -> !length.equals("0")).isPresent()
                || request.header("transfer-encoding").isPresent()) {
            return Optional.of(Answers.badRequest("a handshake has no body"));
        }
        if (!request.header("sec-websocket-version").equals(Optional.of("13"))) {
            return Optional.of(Answers.otherVersion());
        }
        List<String> keys = request.headers().getOrDefault("sec-websocket-key", List.of());
        if (keys.size() != 1 || !isKey(keys.getFirst())) {
            return Optional.of(Answers.badRequest("Sec-WebSocket-Key must be 16 bytes in base64"));
        }
        return Optional.empty();
    }

    private static boolean isKey(String key) {
        try {
            return Base64.getDecoder().decode(key).length == KEY_BYTES;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private void finish(
            FilterChainContext context,
            HttpRequestPacket packet,
            Buffer behind,
            CompletableFuture<Decision> decision) {
        if (!context.getConnection().isOpen()) {
            return;
        }
        if (decision.isCompletedExceptionally()) {
            log.error("An endpoint failed to decide on an upgrade", decision.exceptionNow());
            refuse(context, packet, Answers.internalError());
            return;
        }
        switch (decision.resultNow()) {
            case Decision.Accept _ when upgrader.isRefusing() ->
                    refuse(context, packet, Answers.unavailable());
            case Decision.Accept(var opened) -> {
                if (!upgrader.upgrade(context, packet, behind, opened)) {
                    refuse(context, packet, Answers.badRequest("not a WebSocket handshake"));
                }
            }
            case Decision.Refuse(var response) -> refuse(context, packet, response);
        }
    }

    /** Sends this answer and ends the connection. */
    private void refuse(FilterChainContext context, HttpRequestPacket packet, HttpResponse answer) {
        TCPNIOConnection tcp = (TCPNIOConnection) context.getConnection();
        HttpResponsePacket response = packet.getResponse();
        response.setProtocol(Protocol.HTTP_1_1);
        response.setStatus(HttpStatus.getHttpStatus(answer.status()));
        // Not setHeader: Grizzly would keep the content type for a step that an upgrade skips.
        answer.headers()
                .forEach((name, value) -> response.getHeaders().setValue(name).setString(value));
        response.setHeader("Date", Answers.date());
        response.setHeader("Connection", "close");
        response.setHeader("Content-Length", Integer.toString(answer.body().length));
        boolean head = packet.getMethod().getMethodString().toUpperCase(Locale.ROOT).equals("HEAD");
        byte[] body = head ? new byte[0] : answer.body();
        context.write(
                HttpContent.builder(response)
                        .content(Buffers.wrap(context.getMemoryManager(), body))
                        .last(true)
                        .build());
        linger.end(tcp);
    }
}
