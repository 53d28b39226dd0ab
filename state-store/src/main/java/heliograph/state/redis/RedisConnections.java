package heliograph.state.redis;

import static heliograph.state.redis.Arguments.ms;

import heliograph.state.ConnectionState;
import heliograph.state.Connections;
import heliograph.state.IceConnectionState;
import heliograph.state.IceGatheringState;
import heliograph.state.Link;
import heliograph.state.RoomId;
import heliograph.state.SessionId;
import heliograph.state.Windows;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** What browsers report. */
final class RedisConnections implements Connections {
    private final Scripts scripts;
    private final Windows windows;

    RedisConnections(Scripts scripts, Windows windows) {
        this.scripts = scripts;
        this.windows = windows;
    }

    @Override
    public CompletionStage<Verdict> report(
            Link link, SessionId sender, Report report, Orders orders) {
        ConnectionState connection = report.connectionState();
        IceConnectionState ice = report.iceConnectionState();
        IceGatheringState gathering = report.iceGatheringState();
        return scripts.call(
                Script.REPORT_CONNECTION,
                new String[] {
                    Keys.rate(link.from(), Keys.Rate.CANDIDATE),
                    Keys.seats(link.room()),
                    Keys.link(link),
                    Keys.link(link.reverse()),
                    Keys.peers(link.room(), link.from()),
                    Keys.peers(link.room(), link.to()),
                    Keys.restarts(link.room()),
                    Keys.DUE
                },
                new String[] {
                    link.from().value(),
                    link.to().value(),
                    sender.value(),
                    connection == null ? "" : connection.word(),
                    ice == null ? "" : ice.word(),
                    gathering == null ? "" : gathering.word(),
                    Integer.toString(windows.candidateEvents()),
                    ms(windows.rate()),
                    Integer.toString(windows.maxFailures()),
                    Integer.toString(windows.maxRestarts()),
                    ms(windows.restartCooldown()),
                    ms(windows.roomTtl()),
                    Arguments.said(orders.restart()),
                    Arguments.said(orders.giveUp()),
                    link.room().value()
                },
                answer ->
                        switch (Answers.word(answer)) {
                            case "noted" -> new Verdict.Noted();
                            case "restart" -> new Verdict.Restart((int) Answers.number(answer, 1));
                            case "gave_up" -> new Verdict.GaveUp();
                            case "not_seated" -> new Verdict.NotSeated();
                            case "rate_limited" ->
                                    new Verdict.RateLimited(Answers.millis(answer, 1));
                            default -> throw Answers.unknown(answer);
                        });
    }

    @Override
    public CompletionStage<@Nullable Void> updateConnectionState(Link link, ConnectionState state) {
        return update(link, "connectionState", state.word());
    }

    @Override
    public CompletionStage<@Nullable Void> updateIceConnectionState(
            Link link, IceConnectionState state) {
        return update(link, "iceConnectionState", state.word());
    }

    @Override
    public CompletionStage<@Nullable Void> updateIceGatheringState(
            Link link, IceGatheringState state) {
        return update(link, "iceGatheringState", state.word());
    }

    private CompletionStage<@Nullable Void> update(Link link, String field, String word) {
        return scripts.call(
                Script.UPDATE_STATE,
                new String[] {
                    Keys.link(link),
                    Keys.peers(link.room(), link.from()),
                    Keys.peers(link.room(), link.to())
                },
                new String[] {
                    link.from().value(), link.to().value(), field, word, ms(windows.roomTtl())
                },
                _ -> null);
    }

    @Override
    public CompletionStage<Integer> recordFailure(Link link) {
        return scripts.call(
                Script.RECORD_FAILURE,
                new String[] {
                    Keys.link(link),
                    Keys.peers(link.room(), link.from()),
                    Keys.peers(link.room(), link.to())
                },
                new String[] {
                    link.from().value(),
                    link.to().value(),
                    Integer.toString(windows.maxFailures()),
                    ms(windows.roomTtl())
                },
                answer -> (int) Answers.number(answer, 0));
    }

    @Override
    public CompletionStage<Boolean> canRestart(Link link) {
        return scripts.call(
                Script.CAN_RESTART,
                new String[] {Keys.link(link), Keys.link(link.reverse())},
                new String[] {
                    Integer.toString(windows.maxRestarts()), ms(windows.restartCooldown())
                },
                Answers::yes);
    }

    @Override
    public CompletionStage<Integer> cleanupStaleConnections(RoomId room) {
        return scripts.call(
                Script.CLEANUP_STALE_CONNECTIONS,
                new String[] {Keys.seats(room)},
                new String[] {Keys.prefix(room), ms(windows.stale())},
                answer -> (int) Answers.number(answer, 0));
    }
}
