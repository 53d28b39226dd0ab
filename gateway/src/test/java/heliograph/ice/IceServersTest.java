package heliograph.ice;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.ice.IceServers.IceServer;
import heliograph.ice.IceSettings.TurnCredentials;
import heliograph.state.UserId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class IceServersTest {
    private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000);
    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
    private static final Optional<UserId> ALICE = Optional.of(new UserId("alice"));
    private static final IceSettings FIXED =
            new IceSettings(
                    List.of("turn:turn.example:3478", "turns:turn.example:5349"),
                    new TurnCredentials.Fixed("u", "p"));
    private static final IceSettings LIMITED =
            new IceSettings(
                    List.of("turn:turn.example:3478"),
                    new TurnCredentials.TimeLimited("north", Duration.ofHours(1)));

    @Test
    void withoutTurnThereAreTheSeedsFiveStunServers() {
        IceServers servers = servers(IceSettings.STUN_ONLY);

        assertThat(servers.hasTurn()).isFalse();
        assertThat(servers.getIceServers(ALICE))
                .flatExtracting(IceServer::urls)
                .containsExactly(
                        "stun:stun.l.google.com:19302",
                        "stun:stun1.l.google.com:19302",
                        "stun:stun2.l.google.com:19302",
                        "stun:stun3.l.google.com:19302",
                        "stun:stun4.l.google.com:19302");
        assertThat(servers.getIceServers(ALICE))
                .allSatisfy(server -> assertThat(server.credential()).isEmpty());
        assertThat(servers.getIceServersConfig(ALICE).ttl()).isEmpty();
    }

    @Test
    void aFixedTurnEntryFollowsTheStunServers() {
        IceServers servers = servers(FIXED);

        assertThat(servers.hasTurn()).isTrue();
        assertThat(servers.getIceServers(ALICE)).hasSize(6);
        assertThat(servers.getIceServers(ALICE).getLast())
                .isEqualTo(
                        new IceServer(
                                List.of("turn:turn.example:3478", "turns:turn.example:5349"),
                                Optional.of("u"),
                                Optional.of("p")));
        assertThat(servers.getIceServersConfig(ALICE).ttl()).isEmpty();
        assertThat(servers.getIceServersConfig(ALICE).timestamp()).isEqualTo(NOW.toEpochMilli());
    }

    /** The expected password is what {@code openssl dgst -sha1 -hmac north -binary} makes. */
    @Test
    void timeLimitedCredentialsNameTheUserAndTheirEnd() {
        IceServers servers = servers(LIMITED);

        assertThat(servers.getIceServers(ALICE).getLast())
                .isEqualTo(
                        new IceServer(
                                List.of("turn:turn.example:3478"),
                                Optional.of("1800003600:alice"),
                                Optional.of("qe6uQh2FdtYywRuncfIrYF8O4Rk=")));
        assertThat(servers.getIceServersConfig(ALICE).ttl()).contains(Duration.ofHours(1));
    }

    @Test
    void withoutAUserTheNameIsTheEndAlone() {
        assertThat(servers(LIMITED).getIceServers(Optional.empty()).getLast())
                .isEqualTo(
                        new IceServer(
                                List.of("turn:turn.example:3478"),
                                Optional.of("1800003600"),
                                Optional.of("7GgSS8ToCsTpl0nrgpkl0lNqRY0=")));
    }

    @Test
    void aRefreshTakesTheSettingsAsTheyAreNow() {
        AtomicReference<IceSettings> settings = new AtomicReference<>(IceSettings.STUN_ONLY);
        IceServers servers = new IceServers(settings::get, CLOCK);
        settings.set(FIXED);
        assertThat(servers.hasTurn()).isFalse();

        servers.refreshIceServers();

        assertThat(servers.hasTurn()).isTrue();
        assertThat(servers.getIceServers(ALICE)).hasSize(6);
    }

    @Test
    void whoAsksForTheConfigGetsChangedSettingsAtOnce() {
        AtomicReference<IceSettings> settings = new AtomicReference<>(FIXED);
        IceServers servers = new IceServers(settings::get, CLOCK);
        settings.set(LIMITED);

        assertThat(servers.getIceServersConfig(ALICE).ttl()).contains(Duration.ofHours(1));
    }

    private static IceServers servers(IceSettings settings) {
        return new IceServers(() -> settings, CLOCK);
    }
}
