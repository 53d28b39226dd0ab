package heliograph.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class HandshakeTest {
    private final Handshake handshake =
            new Handshake(new Node("127.0.0.1", 8081), "/webrtc/ws?a=b", new SplittableRandom(1));
    private final String request = ISO_8859_1.decode(handshake.request()).toString();

    @Test
    void acceptsAsInTheExampleOfTheRfc() {
        assertThat(Handshake.expectedAccept("dGhlIHNhbXBsZSBub25jZQ=="))
                .isEqualTo("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    }

    @Test
    void asksWithEverythingThatTheRfcWants() {
        assertThat(request)
                .startsWith("GET /webrtc/ws?a=b HTTP/1.1\r\nHost: 127.0.0.1:8081\r\n")
                .contains("\r\nUpgrade: websocket\r\n", "\r\nConnection: Upgrade\r\n")
                .contains("\r\nSec-WebSocket-Version: 13\r\n")
                .containsPattern("Sec-WebSocket-Key: [A-Za-z0-9+/]{22}==\r\n")
                .endsWith("\r\n\r\n");
    }

    @Test
    void takesTheAnswerAndLeavesTheFirstFrame() {
        ByteBuffer in = answer("101 Switching Protocols", accept(), "\u0081\u0001a");

        assertThat(handshake.accept(in)).isTrue();
        assertThat(in.remaining()).isEqualTo(3);
    }

    @Test
    void waitsForTheWholeAnswer() {
        ByteBuffer in = ByteBuffer.wrap("HTTP/1.1 101 Switching\r\n".getBytes(ISO_8859_1));

        assertThat(handshake.accept(in)).isFalse();
        assertThat(in.position()).isZero();
    }

    @Test
    void refusesAnotherStatus() {
        assertThatExceptionOfType(Handshake.Refused.class)
                .isThrownBy(() -> handshake.accept(answer("401 Unauthorized", accept(), "")))
                .withMessageContaining("401 Unauthorized");
    }

    @Test
    void refusesAnotherAccept() {
        assertThatExceptionOfType(Handshake.Refused.class)
                .isThrownBy(() -> handshake.accept(answer("101 Yes", "AAAA", "")))
                .withMessageContaining("Sec-WebSocket-Accept");
    }

    private String accept() {
        Matcher key = Pattern.compile("Sec-WebSocket-Key: (\\S+)").matcher(request);
        assertThat(key.find()).isTrue();
        return Handshake.expectedAccept(key.group(1));
    }

    private static ByteBuffer answer(String status, String accept, String then) {
        String text =
                "HTTP/1.1 " + status + "\r\nSec-WebSocket-Accept: " + accept + "\r\n\r\n" + then;
        return ByteBuffer.wrap(text.getBytes(ISO_8859_1));
    }
}
