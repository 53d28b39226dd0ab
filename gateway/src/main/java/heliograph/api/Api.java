package heliograph.api;

import static heliograph.api.Endpoint.await;

import heliograph.access.Origins;
import heliograph.access.Tokens;
import heliograph.ice.IceServers;
import heliograph.protocol.Codec;
import heliograph.state.StateStore;
import heliograph.state.StoreUnavailable;
import heliograph.transport.HttpRequest;
import heliograph.transport.HttpResponse;
import heliograph.transport.Routes;
import java.time.Clock;
import java.util.List;

/** The HTTP side of the wire contract. */
public final class Api {
    private static final String ICE_SERVERS = "/webrtc/ice-servers";
    private static final String HEALTH = "/webrtc/health";

    private final StateStore store;
    private final Logins logins;
    private final IceServers ice;
    private final Origins origins;
    private final Clock clock;

    /**
     * @param clock of the {@code timestamp}s
     */
    public Api(StateStore store, Tokens tokens, IceServers ice, Origins origins, Clock clock) {
        this.store = store;
        this.logins = new Logins(tokens);
        this.ice = ice;
        this.origins = origins;
        this.clock = clock;
    }

    /** Puts the handlers at their paths. */
    public void addTo(Routes routes) {
        add(routes, new Endpoint(ICE_SERVERS, path -> exactly(path, this::iceServers)));
        add(routes, new Endpoint(HEALTH, path -> exactly(path, this::health)));
        add(routes, new Endpoint(RoomResources.PREFIX, new RoomResources(store, logins)::find));
    }

    private void add(Routes routes, Endpoint endpoint) {
        routes.http(endpoint.prefix(), origins.guard(endpoint));
    }

    private static Resource exactly(List<String> path, Resource.Action get) {
        if (!path.isEmpty()) {
            throw Refusal.notFound("path");
        }
        return Resource.of("GET", get);
    }

    /** Needs a login with JWT settings, because it hands out credentials. */
    private HttpResponse iceServers(HttpRequest request) {
        var user = logins.requiredWithTokens(request);
        return HttpResponse.json(
                200, Codec.json(Views.IceServersConfig.of(ice.getIceServersConfig(user))));
    }

    /** Needs no login; says nothing that is worth one. */
    private HttpResponse health(HttpRequest request) {
        try {
            return health(200, "ok", Views.Redis.of(await(store.health())));
        } catch (StoreUnavailable e) {
            return health(503, "unavailable", Views.Redis.DOWN);
        }
    }

    private HttpResponse health(int status, String word, Views.Redis redis) {
        return HttpResponse.json(
                status, Codec.json(new Views.Health(word, "WebRTC", clock.millis(), redis)));
    }
}
