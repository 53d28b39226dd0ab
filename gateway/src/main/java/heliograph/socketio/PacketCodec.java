package heliograph.socketio;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Socket.IO 5 packets as text: {@code type [attachments "-"] [namespace ","] [ackId] [json]}. What
 * comes in is checked whole, since one bad packet relayed would make the receiver close; payloads
 * stay the JSON texts they were.
 */
public final class PacketCodec {
    private static final String ROOT = "/";

    /** Names that clients use for themselves; one of them as an event breaks the protocol. */
    private static final Set<String> RESERVED =
            Set.of(
                    "connect",
                    "connect_error",
                    "disconnect",
                    "disconnecting",
                    "newListener",
                    "removeListener");

    /** 2^53 - 1, the largest id a JavaScript client can count to, has sixteen digits. */
    private static final int MAX_ACK_DIGITS = 16;

    private static final int MAX_ATTACHMENT_DIGITS = 9;

    private PacketCodec() {}

    /**
     * Reads a packet of a client.
     *
     * @param text the message without the Engine.IO packet type
     * @throws MalformedPacket if any rule of the protocol is broken
     */
    public static Packet decode(String text, PacketLimits limits) throws MalformedPacket {
        char type = text.isEmpty() ? '\0' : text.charAt(0);
        int at = 1;
        int attachments = 0;
        if (type == '5' || type == '6') {
            int dash = digitsEnd(text, at);
            attachments = attachmentCount(text, at, dash, limits);
            at = dash + 1;
        }
        String namespace = ROOT;
        if (at < text.length() && text.charAt(at) == '/') {
            int comma = text.indexOf(',', at);
            int nameEnd = comma < 0 ? text.length() : comma;
            int query = text.indexOf('?', at, nameEnd);
            namespace = text.substring(at, query < 0 ? nameEnd : query);
            at = comma < 0 ? nameEnd : comma + 1;
        }
        int ackEnd = digitsEnd(text, at);
        long ackId = ackId(text, at, ackEnd);

        var scanner = new JsonScanner(text, limits.maxDepth(), attachments);
        int payload = scanner.skipSpace(ackEnd);
        return switch (type) {
            case '0' -> {
                refuse(ackId != Packet.NO_ACK, "CONNECT asks for no acknowledgement");
                String auth = payload == text.length() ? "{}" : whole(text, scanner, payload);
                refuse(auth.charAt(0) != '{', "CONNECT carries an object or nothing");
                yield new Packet.Connect(namespace, auth);
            }
            case '1' -> {
                refuse(ackEnd < text.length() || ackId != Packet.NO_ACK, "DISCONNECT is empty");
                yield new Packet.Disconnect(namespace);
            }
            case '2', '5' -> {
                List<String> array = elements(text, scanner, payload);
                refuse(array.isEmpty(), "event without a name");
                yield new Packet.Event(
                        namespace,
                        ackId,
                        eventName(array.getFirst()),
                        array.subList(1, array.size()),
                        attachments);
            }
            case '3', '6' -> {
                refuse(ackId == Packet.NO_ACK, "acknowledgement without an id");
                yield new Packet.Ack(
                        namespace, ackId, elements(text, scanner, payload), attachments);
            }
            case '4' -> {
                refuse(ackId != Packet.NO_ACK, "CONNECT_ERROR asks for no acknowledgement");
                String reason = whole(text, scanner, payload);
                refuse(
                        reason.charAt(0) != '{' && reason.charAt(0) != '"',
                        "CONNECT_ERROR carries a string or an object");
                yield new Packet.ConnectError(namespace, reason);
            }
            default -> throw new MalformedPacket("unknown packet type");
        };
    }

    /**
     * An event, binary if it has attachments, which must be sent right after it.
     *
     * @param ackId the id to be acknowledged with, or {@link Packet#NO_ACK}
     */
    public static String event(String namespace, long ackId, String name, Arguments arguments) {
        List<String> json = arguments.json();
        char type = arguments.attachments().isEmpty() ? '2' : '5';
        String head = head(type, namespace, ackId, arguments);
        String quoted = JsonText.quote(name);
        if (json.size() == 1) {
            // What nearly every event is: one concatenation around JSON that is there already.
            return head + '[' + quoted + ',' + json.getFirst() + ']';
        }
        var packet = new StringBuilder(head).append('[').append(quoted);
        for (String argument : json) {
            packet.append(',').append(argument);
        }
        return packet.append(']').toString();
    }

    /** The acknowledgement of an event, binary if it has attachments, sent right after it. */
    public static String ack(String namespace, long ackId, Arguments arguments) {
        char type = arguments.attachments().isEmpty() ? '3' : '6';
        String head = head(type, namespace, ackId, arguments);
        return head + '[' + String.join(",", arguments.json()) + ']';
    }

    /**
     * The answer to CONNECT that welcomes.
     *
     * @param pid for connection state recovery, or {@code null} for none
     */
    public static String connected(String namespace, String id, @Nullable String pid) {
        String recovery = pid == null ? "" : ",\"pid\":" + JsonText.quote(pid);
        return '0' + prefix(namespace) + "{\"sid\":" + JsonText.quote(id) + recovery + '}';
    }

    /**
     * The answer to CONNECT that refuses.
     *
     * @param data JSON, or {@code null} for none
     */
    public static String connectError(String namespace, String message, @Nullable String data) {
        String more = data == null ? "" : ",\"data\":" + data;
        return '4' + prefix(namespace) + "{\"message\":" + JsonText.quote(message) + more + '}';
    }

    /** DISCONNECT. */
    public static String disconnect(String namespace) {
        return '1' + prefix(namespace);
    }

    private static String head(char type, String namespace, long ackId, Arguments arguments) {
        int attachments = arguments.attachments().size();
        String announced = attachments == 0 ? "" : attachments + "-";
        String id = ackId == Packet.NO_ACK ? "" : Long.toString(ackId);
        return type + announced + prefix(namespace) + id;
    }

    private static String prefix(String namespace) {
        return namespace.equals(ROOT) ? "" : namespace + ',';
    }

    private static int digitsEnd(String text, int from) {
        int at = from;
        while (at < text.length() && JsonScanner.isDigit(text.charAt(at))) {
            at++;
        }
        return at;
    }

    private static int attachmentCount(String text, int from, int dash, PacketLimits limits)
            throws MalformedPacket {
        refuse(dash == text.length() || text.charAt(dash) != '-', "attachments not announced");
        refuse(dash == from || dash - from > MAX_ATTACHMENT_DIGITS, "attachments not counted");
        int count = Integer.parseInt(text, from, dash, 10);
        // A binary packet without any would wait for ever in careless parsers (CVE-2026-69185).
        refuse(count == 0, "binary packet without attachments");
        refuse(count > limits.maxAttachments(), "too many attachments");
        return count;
    }

    private static long ackId(String text, int from, int to) throws MalformedPacket {
        if (from == to) {
            return Packet.NO_ACK;
        }
        refuse(to - from > MAX_ACK_DIGITS, "acknowledgement id too long");
        return Long.parseLong(text, from, to, 10);
    }

    private static String eventName(String json) throws MalformedPacket {
        char first = json.charAt(0);
        if (first == '"') {
            String name = JsonText.unquote(json);
            refuse(RESERVED.contains(name), "reserved event name");
            return name;
        }
        refuse(first != '-' && !JsonScanner.isDigit(first), "event name is no string or number");
        return json;
    }

    /** The only value from here to the end. */
    private static String whole(String text, JsonScanner scanner, int from) throws MalformedPacket {
        int to = scanner.skipValue(from, 0);
        refuse(scanner.skipSpace(to) != text.length(), "more than one value");
        return text.substring(from, to);
    }

    /** The elements of the array that reaches from here to the end. */
    private static List<String> elements(String text, JsonScanner scanner, int from)
            throws MalformedPacket {
        refuse(scanner.charAt(from) != '[', "array expected");
        List<String> elements = new ArrayList<>(2);
        int at = scanner.skipSpace(from + 1);
        if (scanner.charAt(at) == ']') {
            refuse(scanner.skipSpace(at + 1) != text.length(), "more than one value");
            return elements;
        }
        while (true) {
            int valueEnd = scanner.skipValue(at, 1);
            elements.add(text.substring(at, valueEnd));
            at = scanner.skipSpace(valueEnd);
            char c = scanner.charAt(at);
            if (c == ']') {
                refuse(scanner.skipSpace(at + 1) != text.length(), "more than one value");
                return elements;
            }
            refuse(c != ',', "array without an end");
            at = scanner.skipSpace(at + 1);
        }
    }

    private static void refuse(boolean wrong, String why) throws MalformedPacket {
        if (wrong) {
            throw new MalformedPacket(why);
        }
    }
}
