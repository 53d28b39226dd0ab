package heliograph.bench;

import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A gateway to load. Only loopback: load must not leave the machine, whatever is typed.
 *
 * @param host a loopback address as written
 * @param port TCP port
 */
record Node(String host, int port) {
    // By form and not by look-up: a name could be resolved to anything.
    private static final Pattern LOOPBACK =
            Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[(::1|0:0:0:0:0:0:0:1)]");

    /**
     * Reads {@code ws://127.0.0.1:8081}.
     *
     * @throws IllegalArgumentException if it is not a ws address with a port, or not loopback
     */
    static Node parse(String text) {
        URI uri;
        try {
            uri = new URI(text.strip());
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("is not an address: " + text, e);
        }
        @Nullable String host = uri.getHost();
        if (!"ws".equals(uri.getScheme()) || host == null || uri.getPort() < 1) {
            throw new IllegalArgumentException("must be like ws://127.0.0.1:8081, not " + text);
        }
        if (!LOOPBACK.matcher(host).matches()) {
            throw new IllegalArgumentException("must be a loopback address, not " + text);
        }
        return new Node(host, uri.getPort());
    }

    /** As in a Host header. */
    String authority() {
        return host + ":" + port;
    }

    /** Where to connect to. */
    InetSocketAddress address() {
        return new InetSocketAddress(host.replaceAll("[\\[\\]]", ""), port);
    }
}
