package heliograph.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LoadOptionsTest {
    private static LoadOptions parse(LoadOptions.Mode mode, String arguments) {
        return LoadOptions.parse(mode, List.of(arguments.split(" ", -1)));
    }

    @Test
    void whatIsNotSaidHasADefault() {
        LoadOptions options = parse(LoadOptions.Mode.CLOSED, "--nodes ws://127.0.0.1:8081");

        assertThat(options.protocol()).isEqualTo(Protocol.SOCKETIO);
        assertThat(options.pairs()).isEqualTo(50);
        assertThat(options.window()).isEqualTo(1);
        assertThat(options.warmUpSeconds()).isEqualTo(10);
        assertThat(options.seconds()).isEqualTo(20);
        assertThat(options.jwtSecret()).isNull();
        assertThat(options.serverPids()).isEmpty();
    }

    @Test
    void whatIsSaidIsTaken() {
        LoadOptions options =
                parse(
                        LoadOptions.Mode.OPEN,
                        "--nodes ws://127.0.0.1:8081,ws://[::1]:8082 --protocol plain --rate 3000"
                            + " --server-pids 11,12 --redis-pid 13 --seconds 5 --warm-up 0"
                            + " --jwt-secret 0123456789abcdef0123456789abcdef --threads 2 --pairs"
                            + " 3");

        assertThat(options.nodes())
                .containsExactly(new Node("127.0.0.1", 8081), new Node("[::1]", 8082));
        assertThat(options.protocol()).isEqualTo(Protocol.PLAIN);
        assertThat(options.rate()).isEqualTo(3_000);
        assertThat(options.serverPids()).containsExactly(11L, 12L);
        assertThat(options.redisPid()).isEqualTo(13);
        assertThat(options.seconds()).isEqualTo(5);
        assertThat(options.warmUpSeconds()).isZero();
        assertThat(options.jwtSecret()).isEqualTo("0123456789abcdef0123456789abcdef");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "CLOSED | --pairs 0 | --pairs must be a whole number from 1 to 2000, not 0",
                "CLOSED | --pairs many | --pairs must be a whole number from 1 to 2000, not many",
                "CLOSED | --window 65 | --window must be a whole number from 1 to 64, not 65",
                "CLOSED | --seconds 601 | --seconds must be a whole number from 1 to 600, not 601",
                "CLOSED | --warm-up 121 | --warm-up must be a whole number from 0 to 120, not 121",
                "CLOSED | --threads 99 | --threads must be a whole number from 1 to 16, not 99",
                "OPEN | --rate 1e9 | --rate must be a whole number from 1 to 100000, not 1e9",
                "IDLE | --connections 15001 | --connections must be a whole number from 1 to 15000",
                "START | --runs 51 | --runs must be a whole number from 1 to 50, not 51",
                "CLOSED | --protocol mqtt | --protocol must be one of socketio, plain, not mqtt",
                "CLOSED | --server-pids 1,x | --server-pids must be process ids, not x",
                "CLOSED | --redis-pid -5 | --redis-pid must be process ids, not -5",
                "CLOSED | --rate 5 | --rate is not known here; there are --",
                "CLOSED | --pairs | --pairs needs a value",
                "CLOSED | --pairs 1 --pairs 1 | --pairs is given twice",
                "CLOSED | --with-nodes 2 | --nodes or --with-nodes is needed, and not both",
                "CLOSED | --command x | --command goes with --with-nodes",
                "CLOSED | --jwt-secret short | --jwt-secret must have at least 32 bytes",
                "CLOSED | --aof on | --aof and --profile go with --with-nodes",
                "START | --runs 1 | --command is needed: what is to be started?",
            })
    void refusalsNameTheArgument(LoadOptions.Mode mode, String arguments, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> parse(mode, "--nodes ws://127.0.0.1:8081 " + arguments))
                .withMessageStartingWith(message);
    }

    @Test
    void somebodyMustBeLoaded() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LoadOptions.parse(LoadOptions.Mode.CLOSED, List.of()))
                .withMessage("--nodes or --with-nodes is needed, and not both");
    }

    @Test
    void idleConnectionsOfAllNodesTogetherAreBounded() {
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        parse(
                                LoadOptions.Mode.IDLE,
                                "--nodes ws://127.0.0.1:1,ws://127.0.0.1:2 --connections"
                                        + " 7501"))
                .withMessage("--connections times nodes must not be above 15000");
    }

    @ParameterizedTest
    @CsvSource({
        "ws://192.168.0.1:8081,must be a loopback address",
        "ws://gateway.example:8081,must be a loopback address",
        "ws://127.0.0.1.example:8081,must be a loopback address",
        "ws://localhost.example:8081,must be a loopback address",
        "wss://127.0.0.1:8081,must be like ws://127.0.0.1:8081",
        "http://127.0.0.1:8081,must be like ws://127.0.0.1:8081",
        "ws://127.0.0.1,must be like ws://127.0.0.1:8081",
        "ws://127.0.0.1@example.org:80,must be a loopback address",
        "127.0.0.1:8081,is not an address"
    })
    void loadStaysOnThisMachine(String node, String why) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> parse(LoadOptions.Mode.CLOSED, "--nodes " + node))
                .withMessageStartingWith("--nodes " + why);
    }
}
