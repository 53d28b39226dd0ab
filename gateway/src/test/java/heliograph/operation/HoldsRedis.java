package heliograph.operation;

import java.io.IOException;

/** A process of its own that starts a private Redis and lives until somebody ends it. */
final class HoldsRedis {
    private HoldsRedis() {}

    public static void main(String[] arguments) throws IOException {
        EmbeddedRedis redis = EmbeddedRedis.start(System.getenv("PATH"));
        Runtime.getRuntime()
                .addShutdownHook(
                        new Thread(() ->
                                System.out.println("at the stop it answers: " + redis.answers())));
        System.out.println("port: " + redis.url().getPort());
        while (System.in.read() >= 0) {
            // The other end says nothing; it only goes away.
        }
    }
}
