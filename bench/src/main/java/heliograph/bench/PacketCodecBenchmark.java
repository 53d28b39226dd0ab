package heliograph.bench;

import heliograph.socketio.Arguments;
import heliograph.socketio.MalformedPacket;
import heliograph.socketio.Packet;
import heliograph.socketio.PacketCodec;
import heliograph.socketio.PacketLimits;
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

/** What a Socket.IO packet costs, without what it says. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class PacketCodecBenchmark {
    private static final String NAMESPACE = "/webrtc";

    private final CallScript script = new CallScript("room", "caller", "callee");
    private final String offer = script.signal(1, 0, 1).json();
    private final String offerPacket = packet("offer", offer);
    private final String candidatePacket = packet("iceCandidate", script.signal(1, 2, 1).json());
    private final Arguments offerArguments = Arguments.of(offer);
    private final PacketLimits limits = PacketLimits.DEFAULT;

    private static String packet(String event, String json) {
        return "2/webrtc,7[\"" + event + "\"," + json + "]";
    }

    /** An offer of 2.5 KB: checked whole and cut into arguments. */
    @Benchmark
    public Packet decodeOffer() throws MalformedPacket {
        return PacketCodec.decode(offerPacket, limits);
    }

    /** A candidate. */
    @Benchmark
    public Packet decodeCandidate() throws MalformedPacket {
        return PacketCodec.decode(candidatePacket, limits);
    }

    /** An offer of 2.5 KB on its way out. */
    @Benchmark
    public String encodeOffer() {
        return PacketCodec.event(NAMESPACE, Packet.NO_ACK, "offer", offerArguments);
    }
}
