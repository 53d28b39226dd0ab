package heliograph.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Locale;
import java.util.SplittableRandom;

/** The opening handshake of RFC 6455, section 4.1, client's side. */
final class Handshake {
    private static final String MAGIC = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final int MAX_RESPONSE_BYTES = 16 * 1024;

    private final String key;
    private final String request;

    /**
     * A handshake to be.
     *
     * @param node whom to ask
     * @param target path and query
     * @param random gives the key
     */
    Handshake(Node node, String target, SplittableRandom random) {
        byte[] nonce = new byte[16];
        random.nextBytes(nonce);
        key = Base64.getEncoder().encodeToString(nonce);
        request =
                "GET "
                        + target
                        + " HTTP/1.1\r\nHost: "
                        + node.authority()
                        + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: "
                        + key
                        + "\r\nSec-WebSocket-Version: 13\r\n\r\n";
    }

    /** The request, ready to write. */
    ByteBuffer request() {
        return ByteBuffer.wrap(request.getBytes(ISO_8859_1));
    }

    /** Not answered as a WebSocket server would. */
    static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Refused(String message) {
            super(message);
        }
    }

    /**
     * Takes the answer out of the buffer; frames may follow it there.
     *
     * @return false while the answer has not arrived whole
     * @throws Refused if it is not 101 with the right {@code Sec-WebSocket-Accept}
     */
    boolean accept(ByteBuffer in) {
        int start = in.position();
        String head = ISO_8859_1.decode(in.duplicate()).toString();
        int end = head.indexOf("\r\n\r\n");
        if (end < 0) {
            if (head.length() > MAX_RESPONSE_BYTES) {
                throw new Refused("the answer to the upgrade does not end");
            }
            return false;
        }
        in.position(start + end + 4);
        String[] lines = head.substring(0, end).split("\r\n", -1);
        if (!lines[0].startsWith("HTTP/1.1 101")) {
            throw new Refused("upgrade answered with " + lines[0]);
        }
        for (String line : lines) {
            if (line.toLowerCase(Locale.ROOT).startsWith("sec-websocket-accept:")) {
                if (line.substring(line.indexOf(':') + 1).strip().equals(expectedAccept(key))) {
                    return true;
                }
            }
        }
        throw new Refused("upgrade answered without the right Sec-WebSocket-Accept");
    }

    /** What a server answers to a key (RFC 6455, section 4.2.2). */
    static String expectedAccept(String key) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-1").digest((key + MAGIC).getBytes(ISO_8859_1));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-1", e);
        }
    }
}
