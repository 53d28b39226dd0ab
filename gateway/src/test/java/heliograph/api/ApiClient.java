package heliograph.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import heliograph.access.AccessSettings;
import heliograph.access.AccessSettings.TokenKey;
import heliograph.access.Keys;
import heliograph.access.Origins;
import heliograph.access.Tokens;
import heliograph.ice.IceServers;
import heliograph.ice.IceSettings;
import heliograph.ice.IceSettings.TurnCredentials;
import heliograph.state.StateStore;
import heliograph.transport.HttpRequest;
import heliograph.transport.HttpResponse;
import heliograph.transport.Routes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.crypto.spec.SecretKeySpec;

/** Sends requests to the handler that their path belongs to, as the transport does. */
record ApiClient(Routes routes) {
    static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

    static ApiClient withTokens(StateStore store, Origins origins) {
        return client(
                store,
                new TokenKey.Shared(new SecretKeySpec(Keys.SECRET.getBytes(UTF_8), "HmacSHA256")),
                origins,
                IceSettings.STUN_ONLY);
    }

    static ApiClient development(StateStore store) {
        return client(store, new TokenKey.Development(), Origins.ANY, IceSettings.STUN_ONLY);
    }

    static ApiClient developmentWithTurn(StateStore store) {
        return client(
                store,
                new TokenKey.Development(),
                Origins.ANY,
                new IceSettings(
                        List.of("turn:a.example", "turns:b.example"),
                        new TurnCredentials.TimeLimited("north", Duration.ofHours(1))));
    }

    private static ApiClient client(
            StateStore store, TokenKey key, Origins origins, IceSettings ice) {
        Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
        Routes routes = new Routes();
        new Api(
                        store,
                        new Tokens(
                                new AccessSettings(
                                        key, Optional.empty(), Set.of(), Duration.ZERO, origins),
                                Clock.systemUTC()),
                        new IceServers(() -> ice, clock),
                        origins,
                        clock)
                .addTo(routes);
        return new ApiClient(routes);
    }

    HttpResponse send(HttpRequest request) {
        return routes.handlers().stream()
                .filter(route -> request.below(route.prefix()).isPresent())
                .findFirst()
                .orElseThrow()
                .handler()
                .handle(request)
                .toCompletableFuture()
                .join();
    }

    static String body(HttpResponse answer) {
        return new String(answer.body(), UTF_8);
    }
}
