package heliograph.containers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ComposeFileTest {
    @Test
    void everyVariableOfTheGatewayReachesItsContainer() throws IOException {
        String compose = Files.readString(Images.root().resolve("docker-compose.yml"));
        List<String> variables =
                Pattern.compile("^([A-Z_]+)=", Pattern.MULTILINE)
                        .matcher(Files.readString(Images.root().resolve(".env.example")))
                        .results()
                        .map(match -> match.group(1))
                        .toList();

        assertThat(variables)
                .contains("JWT_SECRET", "TURN_SECRET")
                .allSatisfy(name -> assertThat(compose).contains("\n    " + name + ":"));
    }

    @Test
    void theGatewaysKnowTheUserThatRedisKnows() throws IOException {
        String users = Files.readString(Images.root().resolve("redis/users.acl"));
        Matcher user = Pattern.compile("(?m)^user (\\S+) on >(\\S+) ").matcher(users);
        assertThat(user.find()).isTrue();

        assertThat(Files.readString(Images.root().resolve("docker-compose.yml")))
                .contains(
                        "REDIS_URL: redis://%s:%s@redis:6379\n"
                                .formatted(user.group(1), user.group(2)));
        assertThat(user.find()).as("a second user who may log in").isFalse();
    }
}
