/**
 * The gateway as it is shipped: its image and a store's image on one network, seen from outside.
 * Needs a Docker engine; see {@link heliograph.containers.DockerRequired}.
 */
@NullMarked
package heliograph.containers;

import org.jspecify.annotations.NullMarked;
