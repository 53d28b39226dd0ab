package heliograph.bench;

/**
 * What two browsers say to set up a call, over and over: an offer and an answer of 2.5 KB and ten
 * candidates each way. Every round is a new ICE generation with ports of its own, and sequences
 * grow for ever, so that no gateway may call anything a duplicate.
 */
final class CallScript {
    /** Signals of one set-up: two descriptions and ten candidates each way. */
    static final int SIGNALS = 22;

    /** About what Chromium writes for audio and video without simulcast, in characters. */
    static final int SDP_LENGTH = 2_500;

    private static final long SEVEN_DIGITS_OF_BASE_36 = 2_176_782_336L; // 36 to the 6th
    private static final String MEDIA = media();

    private final String roomId;
    private final String caller;
    private final String callee;

    CallScript(String roomId, String caller, String callee) {
        this.roomId = roomId;
        this.caller = caller;
        this.callee = callee;
    }

    /**
     * One signal.
     *
     * @param fromCaller which of the two says it
     * @param event its wire name
     * @param json its data
     */
    record Signal(boolean fromCaller, String event, String json) {}

    /** Which of the two says the signal at this place (0 to 21) of a set-up: they alternate. */
    static boolean fromCaller(int place) {
        return place % 2 == 0;
    }

    /**
     * The signal at one place of one round.
     *
     * @param place 0 the offer, 1 the answer, then candidates in turn
     * @param sequence relayed untouched; the receiver counts by it
     */
    Signal signal(long round, int place, long sequence) {
        boolean fromCaller = fromCaller(place);
        String ufrag = (fromCaller ? "a" : "b") + padded(round);
        String head =
                "{\"roomId\":\""
                        + roomId
                        + "\",\"targetUserId\":\""
                        + (fromCaller ? callee : caller)
                        + "\",\"sequence\":"
                        + sequence;
        return switch (place) {
            case 0 -> new Signal(true, "offer", description(head, "offer", ufrag));
            case 1 -> new Signal(false, "answer", description(head, "answer", ufrag));
            default -> new Signal(fromCaller, "iceCandidate", candidate(head, round, place, ufrag));
        };
    }

    private static String description(String head, String type, String ufrag) {
        return head
                + ",\"sdp\":{\"type\":\""
                + type
                + "\",\"sdp\":\"v=0\\r\\no=- 4611731400430051336 2 IN IP4 127.0.0.1\\r\\ns=-\\r\\n"
                + "t=0 0\\r\\na=group:BUNDLE 0 1\\r\\na=ice-ufrag:"
                + ufrag
                + MEDIA
                + "\"}}";
    }

    private static String candidate(String head, long round, int place, String ufrag) {
        long port = 1024 + (round * SIGNALS + place) % 64_000;
        return head
                + ",\"candidate\":{\"candidate\":\"candidate:"
                + (842_163_000L + place)
                + " 1 udp 1677729535 203.0.113."
                + (place + 1)
                + " "
                + port
                + " typ srflx raddr 192.168.1.20 rport "
                + port
                + " generation 0 ufrag "
                + ufrag
                + " network-cost 999\",\"sdpMid\":\"0\",\"sdpMLineIndex\":0,\"usernameFragment\":\""
                + ufrag
                + "\"}}";
    }

    /** As long for the millionth round as for the first, so that sizes do not drift. */
    private static String padded(long round) {
        return Long.toString(SEVEN_DIGITS_OF_BASE_36 + round, 36);
    }

    /** All of a description after the ICE user name, escaped as in JSON. */
    private static String media() {
        StringBuilder sdp =
                new StringBuilder(
                        """

                        a=ice-pwd:q8pZrT0vYb1mXw3cKd5eHf7g
                        a=ice-options:trickle
                        a=fingerprint:sha-256 4E:1B:77:0C:9A:52:D3:E8:61:2F:BB:05:C9:3D:A6:18:\
                        F4:70:8E:29:5C:D1:0A:B7:63:EF:94:32:1D:C8:5B:A0
                        a=setup:actpass
                        m=audio 9 UDP/TLS/RTP/SAVPF 111 63 9 0 8 13 110 126
                        c=IN IP4 0.0.0.0
                        a=rtcp:9 IN IP4 0.0.0.0
                        a=mid:0
                        a=sendrecv
                        a=rtcp-mux
                        a=rtpmap:111 opus/48000/2
                        a=fmtp:111 minptime=10;useinbandfec=1
                        m=video 9 UDP/TLS/RTP/SAVPF 96 97 102 103 104 105 106 107 108 109
                        c=IN IP4 0.0.0.0
                        a=rtcp:9 IN IP4 0.0.0.0
                        a=mid:1
                        a=sendrecv
                        a=rtcp-mux
                        a=rtcp-rsize
                        """);
        for (int type = 96; sdp.length() < SDP_LENGTH - 300; type++) {
            sdp.append("a=rtpmap:").append(type).append(" VP8/90000\n");
            sdp.append("a=rtcp-fb:").append(type).append(" nack pli\n");
            sdp.append("a=rtcp-fb:").append(type).append(" transport-cc\n");
        }
        return sdp.toString().replace("\n", "\\r\\n");
    }
}
