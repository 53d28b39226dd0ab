package heliograph.state.redis;

import io.lettuce.core.resource.NettyCustomizer;
import io.netty.channel.Channel;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The TCP connection behind one Lettuce connection, so that one that swallows everything can be
 * cut: Lettuce then connects anew at once. TCP alone would notice after minutes.
 */
final class Line implements NettyCustomizer {
    private final AtomicReference<@Nullable Channel> channel = new AtomicReference<>();

    @Override
    public void afterChannelInitialized(Channel newest) {
        channel.set(newest);
    }

    /** Cuts it if it is up; one that is being set up is left alone. */
    void cut() {
        Channel present = channel.get();
        if (present != null && present.isActive()) {
            var _ = present.close();
        }
    }
}
