package heliograph.operation;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import org.awaitility.core.ConditionTimeoutException;

/** A process of its own that starts a private Redis and lives until somebody ends it. */
final class HoldsRedis {
    private HoldsRedis() {}

    public static void main(String[] arguments) throws IOException {
        EmbeddedRedis redis = EmbeddedRedis.start(System.getenv("PATH"));
        Runtime.getRuntime()
                .addShutdownHook(
                        new Thread(() ->
                                System.out.println("at the stop it answers: " + keepsOn(redis))));
        System.out.println("port: " + redis.url().getPort());
        while (System.in.read() >= 0) {
            // The other end says nothing; it only goes away.
        }
    }

    /** Longer than a server takes to act on a signal (its timer runs ten times a second). */
    private static boolean keepsOn(EmbeddedRedis redis) {
        try {
            await().atMost(Duration.ofSeconds(2))
                    .during(Duration.ofMillis(500))
                    .until(redis::answers);
            return true;
        } catch (ConditionTimeoutException e) {
            return false;
        }
    }
}
