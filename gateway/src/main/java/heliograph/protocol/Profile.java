package heliograph.protocol;

import com.fasterxml.jackson.annotation.JsonInclude;
import heliograph.state.UserId;
import org.jspecify.annotations.Nullable;

/**
 * A user as the token describes it. Display fields are null where the token has none.
 *
 * @param userId claim {@code sub}, or {@code id} where {@code sub} is absent
 * @param name claim {@code name}
 * @param lastName claim {@code lastName}
 * @param username claim {@code username}
 * @param avatar claim {@code avatar}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Profile(
        UserId userId,
        @Nullable String name,
        @Nullable String lastName,
        @Nullable String username,
        @Nullable String avatar) {}
