package heliograph.access;

import static heliograph.access.Requests.header;
import static heliograph.access.Requests.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import heliograph.transport.HttpHandler;
import heliograph.transport.HttpRequest;
import heliograph.transport.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OriginsTest {
    private static final HttpHandler HELLO =
            _ -> CompletableFuture.completedStage(HttpResponse.text(200, "hello"));

    private final Origins one = Origins.of(List.of("https://Call.example", "http://host:3000"));

    @ParameterizedTest
    @ValueSource(strings = {"https://call.example", "HTTPS://CALL.EXAMPLE", "http://host:3000"})
    void listedOriginsMayCall(String origin) {
        assertThat(one.allows(from(origin))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://call.example",
                "https://call.example:8443",
                "https://call.example.evil.example",
                "https://evil.example/https://call.example",
                "null",
                ""
            })
    void othersMayNot(String origin) {
        assertThat(one.allows(from(origin))).isFalse();
        assertThat(Origins.ANY.allows(from(origin))).isTrue();
    }

    @Test
    void whoComesFromNoPageMayCall() {
        assertThat(one.allows(request("GET", "/"))).isTrue();
    }

    @Test
    void anAllowedPageHearsItsOwnOriginAndCachesAreTold() {
        assertThat(answer(one, from("https://call.example")).headers())
                .containsEntry("Access-Control-Allow-Origin", "https://call.example")
                .containsEntry("Vary", "Origin");
        assertThat(answer(one, request("GET", "/")).headers())
                .containsEntry("Vary", "Origin")
                .doesNotContainKey("Access-Control-Allow-Origin");
        assertThat(answer(Origins.ANY, from("https://any.example")).headers())
                .containsEntry("Access-Control-Allow-Origin", "*");
    }

    @Test
    void aForeignPageIsRefusedBeforeTheHandler() {
        HttpResponse refused = answer(one, from("https://evil.example"));

        assertThat(refused.status()).isEqualTo(403);
        assertThat(new String(refused.body(), StandardCharsets.UTF_8))
                .isEqualTo("{\"code\":\"FORBIDDEN\",\"message\":\"this origin may not call\"}");
        assertThat(refused.headers()).doesNotContainKey("Access-Control-Allow-Origin");
    }

    @Test
    void aPreflightIsAnsweredWithoutTheHandler() {
        HttpRequest preflight =
                header(
                        header(request("OPTIONS", "/"), "origin", "https://call.example"),
                        "access-control-request-headers",
                        "authorization,x-custom");

        HttpResponse answer = answer(one, preflight);

        assertThat(answer.status()).isEqualTo(204);
        assertThat(answer.body()).isEmpty();
        assertThat(answer.headers())
                .containsEntry("Access-Control-Allow-Origin", "https://call.example")
                .containsEntry("Access-Control-Allow-Headers", "authorization,x-custom")
                .containsEntry("Access-Control-Allow-Methods", "GET, HEAD, POST, DELETE, OPTIONS")
                .containsKey("Access-Control-Max-Age");
    }

    @Test
    void aPreflightDoesNotEchoWhatIsNoListOfNames() {
        HttpRequest preflight =
                header(request("OPTIONS", "/"), "access-control-request-headers", "a\r\nset: b");

        assertThat(answer(Origins.ANY, preflight).headers())
                .containsEntry("Access-Control-Allow-Headers", "Authorization, Content-Type");
    }

    @Test
    void aPreflightOfAForeignPageIsRefused() {
        assertThat(
                        answer(
                                        one,
                                        header(
                                                request("OPTIONS", "/"),
                                                "origin",
                                                "https://evil.example"))
                                .status())
                .isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"call.example", "https://call.example/", "https://a b", "*", "https://"})
    void whatIsNoOriginCannotBeListed(String origin) {
        assertThatIllegalArgumentException().isThrownBy(() -> Origins.of(List.of(origin)));
    }

    private static HttpRequest from(String origin) {
        return header(request("GET", "/"), "origin", origin);
    }

    private static HttpResponse answer(Origins origins, HttpRequest request) {
        return origins.guard(HELLO).handle(request).toCompletableFuture().join();
    }
}
