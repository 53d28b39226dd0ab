package heliograph.sharing;

import heliograph.engineio.EngineClosed;
import heliograph.engineio.SharedSessions;
import heliograph.state.Exchange;
import heliograph.state.Exchange.Note;
import heliograph.state.Exchange.Request;
import heliograph.state.NodeId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sessions on long polling, shared by way of the store. */
public final class StoredSessions implements SharedSessions {
    private static final Logger LOG = LoggerFactory.getLogger(StoredSessions.class);

    private final Exchange exchange;
    private final NodeId self;
    private volatile @Nullable Node node;

    private StoredSessions(Exchange exchange, NodeId self) {
        this.exchange = exchange;
        this.self = self;
    }

    /**
     * Sessions of one server of this node; the stage completes when others can reach it.
     *
     * @param self a name that no other server has
     */
    public static CompletionStage<StoredSessions> join(Exchange exchange, NodeId self) {
        StoredSessions sessions = new StoredSessions(exchange, self);
        return exchange.listen(self, sessions::hear).thenApply(_ -> sessions);
    }

    @Override
    public void attach(Node told) {
        node = told;
    }

    private void hear(Note note) {
        Node told = node;
        if (told == null) {
            return;
        }
        switch (note) {
            case Note.Wake(var request) -> told.wake(request);
            case Note.Taken(var request, var accepted) -> told.taken(request, accepted);
            case Note.Posted(var sid, var request, var body) ->
                    told.posted(sid, request.id(), request.node().value(), body);
            case Note.Ended(var sid, var cause) ->
                    told.ended(
                            sid,
                            switch (cause) {
                                case LOST -> EngineClosed.TRANSPORT_LOST;
                                case TIMEOUT -> EngineClosed.PING_TIMEOUT;
                                case PROTOCOL -> EngineClosed.PARSE_ERROR;
                            });
            case Note.Paused(var sid, var probe) -> told.paused(sid, probe);
            case Note.Resumed(var sid) -> told.resumed(sid);
            case Note.Asked(var sid, var by) -> told.asked(sid, by.value());
            case Note.Offered(var sid) -> told.offered(sid);
            case Note.Arrived(var sid) -> told.arrived(sid);
            case Note.Again _ -> told.missed();
        }
    }

    /** For calls whose answer changes nothing. */
    private static void forget(CompletionStage<?> call) {
        var _ =
                call.exceptionally(failure -> {
                    LOG.debug("Nodes could not be told", failure);
                    return null;
                });
    }

    private Request request(String id) {
        return new Request(id, self);
    }

    @Override
    public CompletionStage<@Nullable Void> open(String sid, Duration patience) {
        return exchange.open(sid, self, patience);
    }

    @Override
    public CompletionStage<Standing> find(String sid) {
        return exchange.find(sid)
                .thenApply(standing ->
                        switch (standing) {
                            case ABSENT -> Standing.ABSENT;
                            case POLLING -> Standing.POLLING;
                            case UPGRADED -> Standing.UPGRADED;
                        });
    }

    @Override
    public CompletionStage<Polled> poll(String sid, String request, boolean again, int maxBytes) {
        return exchange.poll(sid, request(request), again, maxBytes)
                .thenApply(polled ->
                        switch (polled) {
                            case Exchange.Polled.Packets(var packets) ->
                                    new Polled.Packets(packets);
                            case Exchange.Polled.Wait(var owner, var left) ->
                                    new Polled.Wait(owner.value(), left);
                            case Exchange.Polled.Soon _ -> new Polled.Soon();
                            case Exchange.Polled.Second _ -> new Polled.Refused();
                            case Exchange.Polled.Upgraded _ -> new Polled.Refused();
                            case Exchange.Polled.Unknown _ -> new Polled.Unknown();
                        });
    }

    @Override
    public CompletionStage<@Nullable Void> release(String sid, String request) {
        return exchange.release(sid, request(request));
    }

    @Override
    public void abort(String sid, String request) {
        forget(exchange.end(sid, "1", Duration.ZERO, request(request), Exchange.Cause.LOST));
    }

    @Override
    public CompletionStage<Posted> post(String sid, String request, String body) {
        return exchange.post(sid, request(request), body)
                .thenApply(passed ->
                        switch (passed) {
                            case PASSED -> Posted.PASSED;
                            case UNHEARD -> Posted.UNHEARD;
                            case SECOND, UPGRADED -> Posted.REFUSED;
                            case UNKNOWN -> Posted.UNKNOWN;
                        });
    }

    @Override
    public void taken(String sid, String request, String from, boolean accepted, boolean pong) {
        forget(exchange.taken(sid, new Request(request, new NodeId(from)), accepted, pong));
    }

    @Override
    public CompletionStage<Optional<Long>> push(String sid, List<String> packets) {
        return exchange.push(sid, self, packets);
    }

    @Override
    public void end(String sid, String last, Duration linger) {
        forget(exchange.end(sid, last, linger, null, null));
    }

    @Override
    public void drop(String sid, EngineClosed why) {
        Exchange.Cause cause =
                switch (why) {
                    case PARSE_ERROR -> Exchange.Cause.PROTOCOL;
                    case PING_TIMEOUT -> Exchange.Cause.TIMEOUT;
                    case TRANSPORT_LOST, SLOW_READER, BY_CLIENT, BY_SERVER -> Exchange.Cause.LOST;
                };
        forget(exchange.end(sid, "1", Duration.ZERO, null, cause));
    }

    @Override
    public CompletionStage<Boolean> isThere(String owner) {
        return exchange.isThere(new NodeId(owner));
    }

    @Override
    public CompletionStage<Boolean> beginUpgrade(String sid, String probe) {
        return exchange.beginUpgrade(sid, probe);
    }

    @Override
    public void cancelUpgrade(String sid, String probe) {
        forget(exchange.cancelUpgrade(sid, probe));
    }

    @Override
    public CompletionStage<Finished> finishUpgrade(String sid, String probe) {
        return exchange.finishUpgrade(sid, probe, self)
                .thenApply(finished ->
                        switch (finished) {
                            case Exchange.Finished.Own(var packets) -> new Finished.Own(packets);
                            case Exchange.Finished.Moving _ -> new Finished.Moving();
                            case Exchange.Finished.Refused _ -> new Finished.Refused();
                        });
    }

    @Override
    public CompletionStage<Boolean> handOver(String sid, String to, String state) {
        return exchange.handOver(sid, self, new NodeId(to), state);
    }

    @Override
    public CompletionStage<Optional<TakenOver>> takeOver(String sid) {
        return exchange.takeOver(sid, self)
                .thenApply(taken -> taken.map(it -> new TakenOver(it.application(), it.packets())));
    }
}
