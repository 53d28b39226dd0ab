package heliograph.transport.grizzly;

import heliograph.transport.HttpRequest;
import heliograph.transport.HttpResponse;
import heliograph.transport.Routes.HttpRoute;
import java.io.IOException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.glassfish.grizzly.filterchain.FilterChain;
import org.glassfish.grizzly.http.server.HttpHandler;
import org.glassfish.grizzly.http.server.Request;
import org.glassfish.grizzly.http.server.RequestExecutorProvider;
import org.glassfish.grizzly.http.server.Response;
import org.glassfish.grizzly.nio.transport.TCPNIOConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * HTTP requests: collects the body on the selector thread without waiting for it, then calls the
 * handler of the longest matching prefix on a virtual thread.
 */
final class HttpFront extends HttpHandler {
    private static final Logger log = LoggerFactory.getLogger(HttpFront.class);

    private final List<HttpRoute> routes;
    private final int maxBodyBytes;
    private final Timer timer;
    private final Duration patience;
    private final FilterChain watching;
    private final ExecutorService threads =
            Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("http-", 0).factory());
    private final AtomicInteger inWork = new AtomicInteger();

    /**
     * @param watching see {@link ClientPresence#chain}
     */
    HttpFront(
            List<HttpRoute> routes,
            int maxBodyBytes,
            Timer timer,
            Duration patience,
            FilterChain watching) {
        this.routes =
                routes.stream()
                        .sorted(
                                Comparator.comparingInt((HttpRoute r) -> r.prefix().length())
                                        .reversed())
                        .toList();
        this.maxBodyBytes = maxBodyBytes;
        this.timer = timer;
        this.patience = patience;
        this.watching = watching;
    }

    /** On the selector thread: nothing here waits. */
    @Override
    public RequestExecutorProvider getRequestExecutorProvider() {
        return new RequestExecutorProvider.SameThreadProvider();
    }

    @Override
    public void service(Request request, Response response) {
        inWork.incrementAndGet();
        BodyReader.read(
                request,
                response,
                maxBodyBytes,
                timer,
                patience,
                new BodyReader.Outcome() {
                    @Override
                    public void body(byte[] body) {
                        threads.execute(() -> handle(request, response, body));
                    }

                    @Override
                    public void refused(HttpResponse answer) {
                        HttpResponse last = answer.with("Connection", "close");
                        threads.execute(() -> send(request, response, last));
                    }

                    @Override
                    public void lost() {
                        inWork.decrementAndGet();
                    }
                });
    }

    /** Requests that have arrived and are not yet answered. */
    int inWork() {
        return inWork.get();
    }

    private void handle(Request request, Response response, byte[] body) {
        ClientPresence presence =
                new ClientPresence(
                        (TCPNIOConnection) request.getContext().getConnection(), watching);
        answer(request, body, presence)
                .whenComplete((answer, failure) -> {
                    if (failure != null) {
                        log.error("An HTTP handler failed", failure);
                    }
                    HttpResponse last = answer != null ? answer : Answers.internalError();
                    presence.answered(mayFollow ->
                            threads.execute(() ->
                                    send(
                                            request,
                                            response,
                                            mayFollow ? last : last.with("Connection", "close"))));
                });
    }

    private CompletionStage<HttpResponse> answer(
            Request request, byte[] body, HttpRequest.Presence presence) {
        HttpRequest wanted;
        try {
            wanted =
                    Requests.of(
                            request.getRequest(),
                            request.getContext().getConnection(),
                            body,
                            presence);
        } catch (IllegalArgumentException e) {
            return CompletableFuture.completedFuture(
                    Answers.badRequest("path or query cannot be decoded"));
        }
        for (HttpRoute route : routes) {
            if (matches(route, wanted)) {
                try {
                    return route.handler().handle(wanted);
                } catch (RuntimeException | Error e) {
                    return CompletableFuture.failedFuture(e);
                }
            }
        }
        return CompletableFuture.completedFuture(Answers.notFound());
    }

    private static boolean matches(HttpRoute route, HttpRequest request) {
        return route.exact()
                ? request.isAt(route.prefix())
                : request.below(route.prefix()).isPresent();
    }

    private void send(Request request, Response response, HttpResponse answer) {
        try {
            response.setStatus(answer.status());
            response.setHeader("Date", Answers.date());
            answer.headers().forEach(response::setHeader);
            if (mayHaveBody(answer.status())) {
                response.setContentLength(answer.body().length);
                if (!request.getRequest().isHeadRequest()) {
                    response.getNIOOutputStream().write(answer.body());
                }
            }
        } catch (IOException e) {
            log.debug("The client is gone before its answer", e);
        } finally {
            resume(response);
            inWork.decrementAndGet();
        }
    }

    private static boolean mayHaveBody(int status) {
        return status != 204 && status != 304;
    }

    private static void resume(Response response) {
        if (response.isSuspended()) {
            response.resume();
        }
    }
}
