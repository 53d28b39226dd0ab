/** The namespace {@code /webrtc}: Socket.IO on one side, signaling on the other. */
@NullMarked
package heliograph.namespace;

import org.jspecify.annotations.NullMarked;
