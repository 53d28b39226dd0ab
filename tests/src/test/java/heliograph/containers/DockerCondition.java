package heliograph.containers;

import com.github.dockerjava.api.exception.DockerException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;
import org.testcontainers.DockerClientFactory;

/** Looks once per JVM whether the container tests can run; see {@link DockerRequired}. */
final class DockerCondition implements ExecutionCondition {
    private static final long PULL_SECONDS = 180;

    /** Looked at by the first who asks. */
    private static final class Missing {
        /** Empty when nothing is. */
        static final Optional<String> WHAT = look();

        static {
            WHAT.ifPresent(reason ->
                    System.out.println(
                            "Container tests are skipped: "
                                    + reason
                                    + ". To run them: start Docker, or let .ci/run bring an"
                                    + " engine and images of its own (Debian, root)."));
        }
    }

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        Optional<String> reason = Missing.WHAT;
        if (reason.isEmpty() && needsCompose(context) && Compose.command().isEmpty()) {
            reason = Optional.of("neither docker compose nor docker-compose is installed");
            System.out.println("The test of docker-compose.yml is skipped: " + reason.get() + ".");
        }
        if (reason.isEmpty()) {
            return ConditionEvaluationResult.enabled("Docker and the images are there");
        }
        if (Boolean.parseBoolean(System.getenv("HELIOGRAPH_REQUIRE_DOCKER"))) {
            throw new IllegalStateException(
                    "HELIOGRAPH_REQUIRE_DOCKER is set, but " + reason.get());
        }
        return ConditionEvaluationResult.disabled(reason.get());
    }

    private static boolean needsCompose(ExtensionContext context) {
        return AnnotationSupport.findAnnotation(context.getElement(), DockerRequired.class)
                .map(DockerRequired::compose)
                .orElse(false);
    }

    private static Optional<String> look() {
        if (!DockerClientFactory.instance().isDockerAvailable()) {
            return Optional.of("no Docker engine answers");
        }
        for (String image : Images.all()) {
            if (!isHere(image) && !pulls(image)) {
                return Optional.of("the image " + image + " is neither here nor to be pulled");
            }
        }
        return Optional.empty();
    }

    private static boolean isHere(String image) {
        try {
            DockerClientFactory.instance().client().inspectImageCmd(image).exec();
            return true;
        } catch (DockerException _) {
            return false;
        }
    }

    private static boolean pulls(String image) {
        try {
            return DockerClientFactory.instance()
                            .client()
                            .pullImageCmd(image)
                            .start()
                            .awaitCompletion(PULL_SECONDS, TimeUnit.SECONDS)
                    && isHere(image);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        } catch (RuntimeException _) {
            // No registry, no such image, no answer: to the test it is all the same.
            return false;
        }
    }
}
