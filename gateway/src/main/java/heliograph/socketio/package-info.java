/**
 * Socket.IO 5: packets, namespaces, acknowledgements. Stands on {@code engineio}; knows no Tyrus
 * and no signaling, so that another application can stand on it.
 */
@NullMarked
package heliograph.socketio;

import org.jspecify.annotations.NullMarked;
