/**
 * The door of the store: what is remembered about rooms, links, candidates and nodes. Interfaces
 * and records only; {@code heliograph.state.redis} stands behind them, and the truth about every
 * transition is a Lua script in {@code redis/scripts}.
 *
 * <p>All methods are asynchronous and never block. A stage fails with {@link StoreUnavailable} and
 * nothing else; whatever is a normal answer (a duplicate, a full room, an absent target) is a type.
 */
@NullMarked
package heliograph.state;

import org.jspecify.annotations.NullMarked;
