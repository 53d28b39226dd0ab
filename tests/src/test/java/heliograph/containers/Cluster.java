package heliograph.containers;

import com.github.dockerjava.api.DockerClient;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;
import org.testcontainers.utility.MountableFile;

/**
 * A store and gateways on a network of their own. Nodes are counted from 1. The gateways' lease is
 * {@link #LEASE}, short enough to wait for.
 */
final class Cluster implements AutoCloseable {
    /** After this long without a sign of life a gateway counts as dead. */
    static final Duration LEASE = Duration.ofSeconds(3);

    /** How long after that the seats of a dead node are kept. */
    static final Duration GRACE = Duration.ofSeconds(2);

    private static final int PORT = 8080;
    private static final Duration START_DEADLINE = Duration.ofSeconds(60);

    private final Network network = Network.newNetwork();
    private final List<GenericContainer<?>> gateways = new ArrayList<>();
    private final GenericContainer<?> store;

    /** Starts them and waits until every gateway says it is ready. */
    Cluster(Store kind, int nodes) {
        store = store(kind);
        try {
            store.start();
            for (int i = 1; i <= nodes; i++) {
                GenericContainer<?> gateway = gateway(i);
                gateways.add(gateway);
                gateway.start();
            }
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** Where a node's HTTP and WebSocket are to be reached from here. */
    URI node(int number) {
        GenericContainer<?> gateway = gateways.get(number - 1);
        return URI.create("http://" + gateway.getHost() + ":" + gateway.getMappedPort(PORT));
    }

    /** Ends a node as a power failure would: it gets no chance to say anything. */
    void kill(int number) {
        docker().killContainerCmd(gateways.get(number - 1).getContainerId())
                .withSignal("KILL")
                .exec();
    }

    /** Stops the store and starts it again on what it had written. */
    void restartStore() {
        docker().restartContainerCmd(store.getContainerId()).withTimeout(10).exec();
    }

    /** The log of a node so far, for the message of a failure. */
    String log(int number) {
        return gateways.get(number - 1).getLogs();
    }

    @Override
    public void close() {
        gateways.forEach(GenericContainer::stop);
        store.stop();
        network.close();
    }

    @SuppressWarnings("resource") // closed with the cluster
    private GenericContainer<?> store(Store kind) {
        return new GenericContainer<>(
                        DockerImageName.parse(kind.image()).asCompatibleSubstituteFor("redis"))
                .withNetwork(network)
                .withNetworkAliases("redis")
                .withCopyFileToContainer(inRedisFolder("redis.conf"), "/etc/heliograph/redis.conf")
                .withCopyFileToContainer(inRedisFolder("users.acl"), "/etc/heliograph/users.acl")
                .withCommand("redis-server", "/etc/heliograph/redis.conf")
                .waitingFor(Wait.forLogMessage(".*Ready to accept connections.*", 1))
                .withStartupTimeout(START_DEADLINE);
    }

    @SuppressWarnings("resource") // closed with the cluster
    private GenericContainer<?> gateway(int number) {
        return new GenericContainer<>(Images.gateway())
                .withNetwork(network)
                .withNetworkAliases("gateway" + number)
                .withEnv("REDIS_URL", "redis://heliograph:heliograph@redis:6379")
                .withEnv("JWT_SECRET", Tokens.SECRET)
                .withEnv("NODE_LEASE", Long.toString(LEASE.toMillis()))
                .withEnv("SEAT_GRACE", Long.toString(GRACE.toMillis()))
                .withExposedPorts(PORT)
                .waitingFor(Wait.forHttp("/readyz").forPort(PORT).forStatusCode(200))
                .withStartupTimeout(START_DEADLINE);
    }

    private static MountableFile inRedisFolder(String name) {
        return MountableFile.forHostPath(Images.root().resolve("redis").resolve(name), 0644);
    }

    private static DockerClient docker() {
        return DockerClientFactory.instance().client();
    }
}
