package heliograph.protocol;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import heliograph.protocol.ClientMessage.ConnectionStateUpdate;
import heliograph.protocol.ClientMessage.IceCandidate;
import heliograph.protocol.ClientMessage.JoinRoom;
import heliograph.protocol.ClientMessage.Offer;
import heliograph.state.ConnectionState;
import heliograph.state.Media;
import heliograph.state.RoomId;
import heliograph.state.Sequence;
import heliograph.state.UserId;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CodecTest {
    private static Offer offer(String more) throws BadMessage {
        return (Offer)
                Codec.decode("offer", "{\"roomId\":\"r\",\"targetUserId\":\"u\"," + more + "}");
    }

    private static IceCandidate candidate(String json) throws BadMessage {
        return (IceCandidate)
                Codec.decode(
                        "iceCandidate",
                        "{\"roomId\":\"r\",\"targetUserId\":\"u\",\"candidate\":" + json + "}");
    }

    @Test
    void theDescriptionStaysTheSliceThatItWas() throws BadMessage {
        String sdp = "{ \"type\" : \"offer\",\"sdp\":\"v=0\\r\\n\\u00e4 é \\\"\", \"x\": [1, {}] }";
        assertThat(offer("\"sdp\":" + sdp + " ,\"other\":[{}]").sdp()).isEqualTo(sdp);
        assertThat(offer("\"sdp\":\"v=0\"").sdp()).isEqualTo("\"v=0\"");
    }

    @Test
    void aSliceIsRightBeyondTheParsersBuffer() throws BadMessage {
        String sdp = "{\"type\":\"offer\",\"sdp\":\"" + "é".repeat(100_000) + "\"}";
        Offer offer =
                offer(
                        "\"before\":\""
                                + "x".repeat(50_000)
                                + "\",\"sdp\":"
                                + sdp
                                + ",\"sequence\":3");
        assertThat(offer.sdp()).isEqualTo(sdp);
        assertThat(offer.sequence()).isEqualTo(new Sequence(3));
    }

    @Test
    void mediaThatAreNotBundledNameAUfragEach() throws BadMessage {
        String sdp =
                "v=0\\r\\nm=audio 9 UDP/TLS/RTP/SAVPF 111\\r\\na=ice-ufrag:aaaa\\r\\n"
                        + "m=video 9 UDP/TLS/RTP/SAVPF 96\\r\\na=ice-ufrag:bbbb\\r\\n"
                        + "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\\r\\n"
                        + "a=ice-ufrag:aaaa\\r\\n";
        assertThat(offer("\"sdp\":{\"type\":\"offer\",\"sdp\":\"" + sdp + "\"}").ufrags())
                .containsExactly("aaaa", "bbbb");
    }

    @Test
    void aDescriptionCannotNameUfragsWithoutEnd() throws BadMessage {
        String sdp =
                IntStream.range(0, 1_000)
                        .mapToObj(i -> "a=ice-ufrag:" + i + "x".repeat(1_000) + "\\r\\n")
                        .collect(joining());
        assertThat(offer("\"sdp\":\"" + sdp + "\"").ufrags())
                .hasSize(64)
                .allMatch(ufrag -> ufrag.length() == 256);
    }

    @Test
    void theGenerationIsFoundInDescriptionAndCandidate() throws BadMessage {
        assertThat(offer("\"sdp\":\"v=0\\r\\na=ice-ufrag:aB+\\/9\\r\\na=x\"").ufrags())
                .containsExactly("aB+/9");
        assertThat(offer("\"sdp\":\"v=0\"").ufrags()).isEmpty();
        assertThat(
                        candidate(
                                        "{\"candidate\":\"candidate:1 1 udp 2 a 3 typ host ufrag"
                                                + " abCD network-id 1\"}")
                                .candidate()
                                .ufrag())
                .isEqualTo("abCD");
        assertThat(
                        candidate(
                                        "{\"candidate\":\"candidate:1 ufrag"
                                                + " aaaa\",\"usernameFragment\":\"bbbb\"}")
                                .candidate()
                                .ufrag())
                .isEqualTo("bbbb");
    }

    @Test
    void endOfCandidatesMayBeNullOrEmpty() throws BadMessage {
        assertThat(candidate("null").candidate().json()).isEqualTo("null");
        assertThat(candidate("null").candidate().candidate()).isEmpty();
        assertThat(candidate("{\"candidate\":\"\"}").candidate().candidate()).isEmpty();
    }

    @Test
    void optionalFieldsMayBeMissingOrNull() throws BadMessage {
        assertThat(Codec.decode("joinRoom", "{\"roomId\":\"r\"}"))
                .isEqualTo(new JoinRoom(new RoomId("r"), true, true));
        assertThat(Codec.decode("joinRoom", "{\"roomId\":\"r\",\"audio\":null,\"video\":false}"))
                .isEqualTo(new JoinRoom(new RoomId("r"), true, false));
        assertThat(offer("\"sdp\":\"\",\"sequence\":null,\"messageId\":null").sequence()).isNull();
    }

    @Test
    void statesAreTheWordsOfTheW3c() throws BadMessage {
        ConnectionStateUpdate update =
                (ConnectionStateUpdate)
                        Codec.decode(
                                "connectionStateUpdate",
                                "{\"roomId\":\"r\",\"targetUserId\":\"u\",\"connectionState\":\"failed\"}");
        assertThat(update.report().connectionState()).isEqualTo(ConnectionState.FAILED);
        assertThat(update.report().iceConnectionState()).isNull();
    }

    @ParameterizedTest
    @CsvSource({"1,1", "1.0,1", "-0,0", "2.5,2.5", "9007199254740992,9007199254740992", "1e3,1000"})
    void aSequenceIsWrittenAsJavaScriptWritesIt(String said, String echoed) throws BadMessage {
        Offer offer = offer("\"sdp\":\"\",\"sequence\":" + said);
        assertThat(String.valueOf(offer.sequence())).isEqualTo(echoed);
        String ack =
                Codec.json(
                        new ServerMessage.OfferAck(
                                true, offer.sequence(), null, new UserId("u"), null, null));
        assertThat(ack)
                .isEqualTo("{\"success\":true,\"sequence\":" + echoed + ",\"targetUserId\":\"u\"}");
    }

    @Test
    void whatGoesOutNamesItselfAndLeavesOutWhatIsNotThere() {
        var said =
                Codec.encode(
                        new ServerMessage.Offer(
                                new UserId("a"),
                                "{\"type\":\"offer\" }",
                                new RoomId("r"),
                                null,
                                "m"));
        assertThat(said.event()).isEqualTo("offer");
        assertThat(said.data())
                .isEqualTo(
                        "{\"fromUserId\":\"a\",\"sdp\":{\"type\":\"offer\""
                                + " },\"roomId\":\"r\",\"messageId\":\"m\"}");
        assertThat(
                        Codec.encode(
                                        ServerMessage.UserMediaChanged.of(
                                                new UserId("a"), Media.Kind.SCREEN, true))
                                .data())
                .isEqualTo("{\"userId\":\"a\",\"screen\":true}");
        assertThat(
                        Codec.encode(
                                        new ServerMessage.JoinedRoom(
                                                new RoomId("r"),
                                                new Profile(
                                                        new UserId("a"), "Ann", null, null, null),
                                                List.of(),
                                                1))
                                .data())
                .isEqualTo(
                        "{\"roomId\":\"r\",\"user\":{\"userId\":\"a\",\"name\":\"Ann\"},\"participants\":[],\"totalParticipants\":1}");
    }

    @Test
    void aProfileComesBackAsItWasStored() {
        Profile profile = new Profile(new UserId("a"), "Ann", "Lee", "ann \"x\"", null);
        assertThat(Codec.decodeProfile(new UserId("a"), Codec.encode(profile))).isEqualTo(profile);
    }

    @Test
    void everyRecordHasItsWireName() {
        assertThat(ServerMessage.class.getPermittedSubclasses())
                .extracting(Codec::wireName)
                .containsExactlyInAnyOrder(
                        "connected",
                        "resumed",
                        "joinedRoom",
                        "userJoined",
                        "userLeft",
                        "leftRoom",
                        "offer",
                        "answer",
                        "iceCandidate",
                        "offerAck",
                        "answerAck",
                        "iceRestartRequired",
                        "connectionFailed",
                        "userMediaChanged",
                        "stateReset",
                        "error");
    }

    @Test
    void anUnknownEventIsNamedAsSuch() {
        assertThatExceptionOfType(BadMessage.class)
                .isThrownBy(() -> Codec.decode("ofer", "{}"))
                .withMessageStartingWith("event: unknown; expected joinRoom");
    }
}
