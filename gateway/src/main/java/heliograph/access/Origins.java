package heliograph.access;

import heliograph.protocol.ErrorCode;
import heliograph.transport.HttpHandler;
import heliograph.transport.HttpRequest;
import heliograph.transport.HttpResponse;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Which web pages may call (Fetch standard, CORS protocol; RFC 6455, section 10.2). A request
 * without an Origin comes from no page (a native client, a tool) and is always allowed: it is the
 * login that protects, the origin only keeps foreign pages from using a visitor's browser.
 */
public final class Origins {
    /** Every page. */
    public static final Origins ANY = new Origins(Set.of());

    private static final Pattern ORIGIN =
            Pattern.compile("[a-z][a-z0-9+.-]*://(\\[[0-9a-f:.]+]|[^\\s/?#@:\\[\\]]+)(:\\d{1,5})?");
    private static final Pattern HEADER_NAMES = Pattern.compile("[A-Za-z0-9_, -]{1,500}");
    private static final String ALLOWED_HEADERS = "Authorization, Content-Type";
    private static final String ALLOWED_METHODS = "GET, HEAD, POST, DELETE, OPTIONS";
    private static final String PREFLIGHT_SECONDS = "600";
    private static final HttpResponse FOREIGN =
            HttpResponse.json(
                    ErrorCode.FORBIDDEN.httpStatus(),
                    "{\"code\":\""
                            + ErrorCode.FORBIDDEN
                            + "\",\"message\":\"this origin may not call\"}");

    // Empty allows every page.
    private final Set<String> allowed;

    private Origins(Set<String> allowed) {
        this.allowed = allowed;
    }

    /**
     * Only these pages.
     *
     * @param origins as a browser writes them: scheme, host, and the port where it is not the
     *     scheme's own
     * @throws IllegalArgumentException if the list is empty or one of them is no origin
     */
    public static Origins of(List<String> origins) {
        if (origins.isEmpty()) {
            throw new IllegalArgumentException("needs at least one origin");
        }
        Set<String> lower =
                origins.stream()
                        .map(origin -> origin.toLowerCase(Locale.ROOT))
                        .collect(Collectors.toUnmodifiableSet());
        for (String origin : lower) {
            if (!ORIGIN.matcher(origin).matches()) {
                throw new IllegalArgumentException("\"" + origin + "\" is no origin");
            }
        }
        return new Origins(lower);
    }

    /** Whether a page of this origin may call. */
    public boolean allows(String origin) {
        return allowed.isEmpty() || allowed.contains(origin.toLowerCase(Locale.ROOT));
    }

    /** Whether this request may be answered: it comes from no page, or from an allowed one. */
    public boolean allows(HttpRequest request) {
        return request.header("origin").map(this::allows).orElse(true);
    }

    /** What to add to the answer to an allowed request. */
    public Map<String, String> headers(HttpRequest request) {
        if (allowed.isEmpty()) {
            return Map.of("Access-Control-Allow-Origin", "*");
        }
        Map<String, String> headers = new LinkedHashMap<>();
        // A cache must not hand the answer for one page to another.
        headers.put("Vary", "Origin");
        request.header("origin")
                .filter(this::allows)
                .ifPresent(origin -> headers.put("Access-Control-Allow-Origin", origin));
        return headers;
    }

    /** The answer to an OPTIONS request; empty for any other request. */
    public Optional<HttpResponse> preflight(HttpRequest request) {
        if (!request.method().equals("OPTIONS")) {
            return Optional.empty();
        }
        if (!allows(request)) {
            return Optional.of(FOREIGN.with("Vary", "Origin"));
        }
        Map<String, String> headers = new LinkedHashMap<>(headers(request));
        headers.put("Access-Control-Allow-Methods", ALLOWED_METHODS);
        headers.put(
                "Access-Control-Allow-Headers",
                request.header("access-control-request-headers")
                        .filter(names -> HEADER_NAMES.matcher(names).matches())
                        .orElse(ALLOWED_HEADERS));
        headers.put("Access-Control-Max-Age", PREFLIGHT_SECONDS);
        return Optional.of(new HttpResponse(204, headers, new byte[0]));
    }

    /** A handler that answers preflights, refuses foreign pages and adds the headers. */
    public HttpHandler guard(HttpHandler inner) {
        return cors(request ->
                allows(request)
                        ? inner.handle(request)
                        : CompletableFuture.completedStage(FOREIGN));
    }

    /** As {@link #guard}, but foreign pages are left to the handler to refuse. */
    public HttpHandler cors(HttpHandler inner) {
        return request -> {
            Optional<HttpResponse> preflight = preflight(request);
            if (preflight.isPresent()) {
                return CompletableFuture.completedStage(preflight.get());
            }
            return inner.handle(request)
                    .thenApply(response -> {
                        HttpResponse answer = response;
                        for (Map.Entry<String, String> header : headers(request).entrySet()) {
                            answer = answer.with(header.getKey(), header.getValue());
                        }
                        return answer;
                    });
        };
    }

    /** {@code *} or the list, for the log. */
    @Override
    public String toString() {
        return allowed.isEmpty() ? "*" : String.join(",", allowed);
    }
}
