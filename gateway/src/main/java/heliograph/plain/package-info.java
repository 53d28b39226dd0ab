/**
 * The JSON frames of {@code /webrtc/ws}, for clients without Socket.IO (wire contract, "Where").
 * Knows no Tyrus and no Socket.IO.
 */
@NullMarked
package heliograph.plain;

import org.jspecify.annotations.NullMarked;
