package heliograph;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/** Starts one gateway from the environment and stops it on SIGTERM. */
public final class Main {
    private static final int BAD_CONFIGURATION = 78; // EX_CONFIG of sysexits.h
    private static final int FAILED_START = 70; // EX_SOFTWARE

    private Main() {}

    /** Takes no arguments; {@code .env.example} lists the variables. */
    public static void main(String[] arguments) throws InterruptedException {
        GatewayConfig config;
        try {
            config = GatewayConfig.from(System.getenv());
        } catch (InvalidConfiguration e) {
            System.err.println(e.getMessage());
            System.exit(BAD_CONFIGURATION);
            return;
        }
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
        Logger log = LoggerFactory.getLogger(Main.class);
        try {
            Gateway gateway = Gateway.start(config, System.getenv());
            Runtime.getRuntime()
                    .addShutdownHook(Thread.ofPlatform().name("stop").unstarted(gateway::close));
            gateway.awaitStop();
        } catch (RuntimeException e) {
            log.error("The gateway could not start", e);
            System.exit(FAILED_START);
        }
    }
}
