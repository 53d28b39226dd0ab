package heliograph.containers;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.testcontainers.images.builder.ImageFromDockerfile;

/**
 * The images of the container tests. Those from elsewhere have public names, which variables of the
 * environment replace where other ones, or none, can be had.
 */
final class Images {
    private static final String JRE = named("HELIOGRAPH_JRE_IMAGE", "eclipse-temurin:25-jre");

    /** Lazily made, and once per JVM. */
    private static final class Gateway {
        static final ImageFromDockerfile IMAGE =
                new ImageFromDockerfile("heliograph/gateway-under-test", true)
                        .withDockerfile(root().resolve("Dockerfile"))
                        .withBuildArg("JRE_IMAGE", JRE);
    }

    private Images() {}

    /**
     * The image of the gateway, of what the build has just packaged, by the Dockerfile users have.
     */
    static ImageFromDockerfile gateway() {
        return Gateway.IMAGE;
    }

    /** Every image that must be there before the first test. */
    static List<String> all() {
        return List.of(
                JRE,
                Store.REDIS.image(),
                Store.VALKEY.image(),
                named("HELIOGRAPH_PROXY_IMAGE", "haproxy:3.2"),
                named("HELIOGRAPH_TURN_IMAGE", "coturn/coturn:4.6"));
    }

    /** An image's name: what the environment says, else the public one. */
    static String named(String variable, String publicName) {
        String name = System.getenv(variable);
        return name == null || name.isBlank() ? publicName : name;
    }

    /** The top folder of the project. */
    static Path root() {
        Path here = Path.of("").toAbsolutePath();
        for (Path at = here; at != null; at = at.getParent()) {
            if (Files.exists(at.resolve("Dockerfile"))) {
                return at;
            }
        }
        throw new IllegalStateException("no Dockerfile at or above " + here);
    }
}
