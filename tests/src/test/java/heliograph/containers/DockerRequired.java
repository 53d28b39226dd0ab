package heliograph.containers;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test that needs a Docker engine and the images of {@link Images}. Without them it is skipped
 * and says so in one line; with {@code HELIOGRAPH_REQUIRE_DOCKER=true} in the environment, as in
 * CI, it fails instead.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(DockerCondition.class)
@interface DockerRequired {
    /** Whether the test needs Compose as well, as plugin or as {@code docker-compose}. */
    boolean compose() default false;
}
