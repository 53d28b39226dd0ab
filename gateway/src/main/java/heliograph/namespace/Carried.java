package heliograph.namespace;

import heliograph.access.Login;
import heliograph.protocol.Profile;
import heliograph.state.Offset;
import heliograph.state.UserId;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * What of a client goes to another node.
 *
 * @param expiresAt when its login ends, in milliseconds since 1970; null where it does not
 * @param ticket by which the store knows its session
 * @param at where it stands
 */
record Carried(
        String userId,
        @Nullable String name,
        @Nullable String lastName,
        @Nullable String username,
        @Nullable String avatar,
        @Nullable Long expiresAt,
        String ticket,
        String at) {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    static Carried of(Login.Granted login, String ticket, Offset at) {
        Profile profile = login.profile();
        return new Carried(
                profile.userId().value(),
                profile.name(),
                profile.lastName(),
                profile.username(),
                profile.avatar(),
                login.expiresAt().map(Instant::toEpochMilli).orElse(null),
                ticket,
                at.toString());
    }

    static Carried read(String json) {
        return JSON.readValue(json, Carried.class);
    }

    String json() {
        return JSON.writeValueAsString(this);
    }

    Login.Granted login() {
        return new Login.Granted(
                new Profile(new UserId(userId), name, lastName, username, avatar),
                Optional.ofNullable(expiresAt).map(Instant::ofEpochMilli));
    }

    Offset offset() {
        return Offset.parse(at);
    }
}
