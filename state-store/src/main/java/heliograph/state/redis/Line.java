package heliograph.state.redis;

import io.lettuce.core.resource.NettyCustomizer;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
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

    /**
     * Cuts it if it is up; one that is being set up is left alone. What has not reached Redis yet
     * is thrown away, so that it is not done long after it was given up.
     */
    void cut() {
        Channel present = channel.get();
        if (present != null && present.isActive()) {
            boolean _ = present.config().setOption(ChannelOption.SO_LINGER, 0);
            var _ = present.close();
        }
    }
}
