/**
 * The transport on Grizzly (TCP, HTTP) and Tyrus (the WebSocket protocol). One public class, {@link
 * heliograph.transport.grizzly.GrizzlyServer}; nothing outside this package sees a type of either
 * library.
 *
 * <p>A connection begins as HTTP: Grizzly's codec, then {@link
 * heliograph.transport.grizzly.EntranceFilter}, then the handlers. An accepted upgrade exchanges
 * the connection's whole filter chain for one that reads frames, so that nothing of HTTP is kept
 * for the life of a WebSocket. Tyrus answers the handshake and judges every frame that is not a
 * plain whole message; all frames leave through one {@link heliograph.transport.grizzly.Outbound}.
 */
@NullMarked
package heliograph.transport.grizzly;

import org.jspecify.annotations.NullMarked;
