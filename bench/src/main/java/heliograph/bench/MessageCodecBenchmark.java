package heliograph.bench;

import heliograph.protocol.BadMessage;
import heliograph.protocol.ClientMessage;
import heliograph.protocol.Codec;
import heliograph.protocol.ServerMessage;
import heliograph.state.Entry;
import heliograph.state.UserId;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What the message codec costs each signal: in, and out again towards the target. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class MessageCodecBenchmark {
    private final CallScript script = new CallScript("room", "caller", "callee");
    private final String offer = script.signal(1, 0, 1).json();
    private final String candidate = script.signal(1, 2, 1).json();
    private final UserId from = new UserId("caller");

    /** An offer of 2.5 KB from JSON to its record. */
    @Benchmark
    public ClientMessage decodeOffer() throws BadMessage {
        return Codec.decode("offer", offer);
    }

    /** A candidate from JSON to its record. */
    @Benchmark
    public ClientMessage decodeCandidate() throws BadMessage {
        return Codec.decode("iceCandidate", candidate);
    }

    /** An offer of 2.5 KB read, and written for the target. */
    @Benchmark
    public Entry.Said relayOffer() throws BadMessage {
        if (Codec.decode("offer", offer) instanceof ClientMessage.Offer in) {
            return Codec.encode(
                    new ServerMessage.Offer(
                            from, in.sdp(), in.roomId(), in.sequence(), in.messageId()));
        }
        throw new IllegalStateException("an offer is decoded to an Offer");
    }

    /** A candidate read, and written for the target. */
    @Benchmark
    public Entry.Said relayCandidate() throws BadMessage {
        if (Codec.decode("iceCandidate", candidate) instanceof ClientMessage.IceCandidate in) {
            return Codec.encode(
                    new ServerMessage.IceCandidate(
                            from,
                            in.candidate().json(),
                            in.roomId(),
                            in.sequence(),
                            in.messageId()));
        }
        throw new IllegalStateException("a candidate is decoded to an IceCandidate");
    }
}
