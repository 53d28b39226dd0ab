/**
 * The store on Redis: one public class, the scripts of {@code redis/scripts}, and nothing that
 * decides anything itself. Lettuce is known here and nowhere else.
 */
@NullMarked
package heliograph.state.redis;

import org.jspecify.annotations.NullMarked;
