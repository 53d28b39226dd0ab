package heliograph.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class CallScriptTest {
    private final CallScript script = new CallScript("room", "anna", "bert");

    private JsonNode json(long round, int place) {
        return JsonMapper.shared().readTree(script.signal(round, place, 42).json());
    }

    @Test
    void aSetUpIsAnOfferAnAnswerAndTenCandidatesEachWay() {
        List<String> said = new ArrayList<>();
        for (int place = 0; place < CallScript.SIGNALS; place++) {
            CallScript.Signal signal = script.signal(0, place, 1);
            said.add((signal.fromCaller() ? ">" : "<") + signal.event());
        }

        assertThat(said).startsWith(">offer", "<answer").hasSize(22);
        assertThat(said).filteredOn(">iceCandidate"::equals).hasSize(10);
        assertThat(said).filteredOn("<iceCandidate"::equals).hasSize(10);
    }

    @Test
    void descriptionsHaveTwoAndAHalfKilobytesWhateverTheRound() {
        for (long round : new long[] {0, 1, 1_000_000}) {
            JsonNode offer = json(round, 0);
            assertThat(offer.get("targetUserId").asString()).isEqualTo("bert");
            assertThat(offer.at("/sdp/type").asString()).isEqualTo("offer");
            assertThat(offer.at("/sdp/sdp").asString().length()).isBetween(2_400, 2_600);
            assertThat(offer.at("/sdp/sdp").asString())
                    .containsPattern("\r\na=ice-ufrag:a\\w{7}\r\na=ice-pwd:\\w{24}\r\n")
                    .endsWith("\r\n");
            JsonNode answer = json(round, 1);
            assertThat(answer.get("targetUserId").asString()).isEqualTo("anna");
            assertThat(answer.at("/sdp/sdp").asString().length()).isBetween(2_400, 2_600);
        }
    }

    @Test
    void candidatesLookLikeTheRealOnes() {
        JsonNode candidate = json(3, 5).get("candidate");

        assertThat(candidate.get("candidate").asString())
                .matches(
                        "candidate:\\d+ 1 udp \\d+ 203\\.0\\.113\\.\\d+ \\d+ typ srflx raddr \\S+"
                                + " rport \\d+ generation 0 ufrag \\w{8} network-cost 999")
                .hasSizeBetween(110, 140);
        assertThat(candidate.get("sdpMid").asString()).isEqualTo("0");
        assertThat(candidate.get("sdpMLineIndex").asInt()).isZero();
    }

    @Test
    void candidatesBelongToTheDescriptionOfTheirSideAndRound() {
        String offered = json(9, 0).at("/sdp/sdp").asString();
        String answered = json(9, 1).at("/sdp/sdp").asString();

        String callers = json(9, 2).at("/candidate/usernameFragment").asString();
        String callees = json(9, 3).at("/candidate/usernameFragment").asString();

        assertThat(offered).contains("a=ice-ufrag:" + callers + "\r\n");
        assertThat(answered).contains("a=ice-ufrag:" + callees + "\r\n");
        assertThat(callers).isNotEqualTo(callees);
        assertThat(json(10, 2).at("/candidate/usernameFragment").asString()).isNotEqualTo(callers);
    }

    @Test
    void noCandidateComesTwiceWithinManyRounds() {
        Set<String> lines = new HashSet<>();
        for (int round = 0; round < 5_000; round++) {
            for (int place = 2; place < CallScript.SIGNALS; place++) {
                lines.add(json(round, place).at("/candidate/candidate").asString());
            }
        }

        assertThat(lines).hasSize(5_000 * 20);
    }

    @Test
    void theSequenceIsTheOneGiven() {
        assertThat(json(0, 0).get("sequence").asLong()).isEqualTo(42);
        assertThat(Sequences.last(script.signal(0, 0, 1234567).json())).isEqualTo(1_234_567);
        assertThat(Sequences.last("{\"sequence\":7,\"sdp\":{}}]")).isEqualTo(7);
        assertThat(Sequences.last("{\"sdp\":\"\"}")).isEqualTo(-1);
        assertThat(Sequences.last("{\"sequence\":null}")).isEqualTo(-1);
    }
}
