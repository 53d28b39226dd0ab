/**
 * Engine.IO 4: sessions, handshake, heartbeat. Knows the door of the transport; knows no Tyrus, no
 * Socket.IO, no signaling, so that another application can stand on it.
 */
@NullMarked
package heliograph.engineio;

import org.jspecify.annotations.NullMarked;
